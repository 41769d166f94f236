"""A small project with a study of its own: a questionnaire, answers with one fault of each kind."""

FORM = {
    "survey.csv": "type,name,label::Indonesia (id),label::English (en),required,constraint,role\n"
                  "text,code,Kode responden,Respondent code,yes,,code\n"
                  "text,full_name,Nama lengkap,Full name,,,identifier\n"
                  "select_one sex,sex,Jenis kelamin,Sex,yes,,\n"
                  "integer,age_years,Usia (tahun),Age (years),,. >= 15 and . <= 80,\n",
    "choices.csv": "list_name,name,label::Indonesia (id),label::English (en)\n"
                   "sex,female,Perempuan,Female\nsex,male,Laki-laki,Male\n",
    "settings.csv": "form_title,form_id\nDistrict,district\n"}
CLEAN = "code;sex;age_years\nR1;Perempuan;32\nR2;Laki-laki;41\n"
FAULTY = ("Kode responden;Nama lengkap;Jenis kelamin;Umur\nR1;Siti Rahmawati;Perempuan;32\n"
          "R2;3375014107850001;X;41\n")
STUDY = """[study]
name = "district"
place = "District"
year = 2027
languages = ["id", "en"]
title = { id = "Kabupaten", en = "District" }
[sampling]
design = "census"
[data]
respondents = "data/raw/district/answers.csv"
origin = "survey"
instrument = "forms/district"
[columns]
"Umur" = "age_years"
[profile]
productive_age = [15, 64]
ideal_age = [21, 50]
minimum_wage_idr_per_month = 2500000
[scoring]
classes = { high = 50, low = 0 }
[qualification]
classes = { all = ["s1"] }
kkni = { s1 = 6 }
[incentive]
"""


def put(folder, name, text):
    """Write a text file into a folder and return its path."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def form(folder):
    """Write the questionnaire and return its folder."""
    for name, text in FORM.items():
        put(folder, name, text)
    return folder


def district(root):
    """Write a project with the study, and return the path of its answers."""
    form(root / "forms" / "district")
    put(root, "studies/district.toml", STUDY)
    return put(root, "data/raw/district/answers.csv", FAULTY)
