"""A questionnaire, answers without fault, and for each rule of a cell the example that the pages give."""

FORM = {
    "survey.csv": "type,name,label,required,constraint,relevant,role,missing\n"
                  "text,code,Kode,yes,,,code,\n"
                  "select_one yes_no,consent,Bersedia?,yes,,,consent,\n"
                  "select_one education,education,Pendidikan,,,,,\n"
                  "select_one sex,sex,Jenis kelamin,yes,,,,\n"
                  "integer,children,Anak,,,,,99\n"
                  "integer,age_years,Usia,,. >= 15 and . <= 80,,,\n"
                  "decimal,income,Penghasilan,,,,,\n"
                  "date,day,Tanggal,,,,,\n"
                  "geopoint,place,Titik,,,,,\n"
                  "select_one yes_no,trained,Dilatih,,,,,\n"
                  "integer,year,Tahun pelatihan,,,${trained} = 'yes',,\n"
                  "select_one agreement,content,Saya puas,,,,,\n",
    "choices.csv": "list_name,name,label,aliases\n"
                   "yes_no,yes,Ya,\nyes_no,no,Tidak,\neducation,slta,SLTA,SMA\neducation,s1,S1,\n"
                   "sex,female,Perempuan,\nsex,male,Laki-laki,\n"
                   "agreement,agree,Setuju,\nagreement,strongly,Sangat setuju,\n",
    "settings.csv": "form_title\nExamples\n"}
ANSWERS = {"code": "R", "consent": "Ya", "education": "S1", "sex": "Perempuan", "children": "2", "age_years": "40",
           "income": "3000000", "day": "2026-08-17", "place": "-0.22 100.63 0 0", "trained": "Ya", "year": "2020",
           "content": "Setuju"}
#: Rule -> cells that are otherwise than above; the first is the one that the rule concerns.
EXAMPLES = {
    "spelling": {"education": "SMA"}, "number": {"income": "Rp 2.507.668,-"}, "date": {"day": "17 Agustus 2026"},
    "missing_mark": {"children": "N/A"}, "missing_code": {"children": "99"},
    "not_applicable": {"year": "tidak relevan", "trained": "Tidak"}, "unknown_choice": {"education": "DIPLOMA I/II"},
    "two_answers": {"content": "Setuju, Sangat setuju"}, "not_a_number": {"age_years": "banyak"},
    "ambiguous_number": {"income": "2.500"}, "not_whole": {"children": "2,5"}, "birth_year": {"age_years": "1987"},
    "not_a_date": {"day": "bulan lalu"}, "ambiguous_date": {"day": "03/04/2026"},
    "not_a_place": {"place": "Payakumbuh"}, "out_of_range": {"age_years": "200"},
    "excel_error": {"children": "#REF!"}, "formula": {"income": "=B2*12"}, "test_row": {"code": "TES 1"},
    "no_consent": {"consent": "Tidak"}}


def answers():
    """Return a CSV with one row for each example."""
    rows = [{**ANSWERS, "code": f"R{place}", "income": str(3_000_000 + place), **cells}
            for place, cells in enumerate(EXAMPLES.values())]
    return "\n".join(";".join(row) for row in [list(ANSWERS), *(list(row.values()) for row in rows)])
