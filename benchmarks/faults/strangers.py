"""The forms of strangers: the sheets ``survey`` and ``choices`` of each as comma-separated text."""

# ruff: noqa: E501
#: English only; names as answers; a code, identifiers, consent; a group that is asked of those who agree.
CLINIC = ("""type,name,label::English (en),required,constraint,relevant,role
start,start
today,today
text,pid,Patient code,yes,,,code
text,full_name,Full name,,,,identifier
text,phone,Phone number,,"regex(., '^[0-9-]{9,15}$')",,identifier
select_one yn,consent,Do you agree to take part?,yes,,,consent
begin group,visit,Visit,,,${consent} = 'yes'
date,visit_date,Date of the visit,yes,. <= today()
integer,age,Age,yes,. >= 18 and . <= 95
select_one sex,sex,Sex,yes
decimal,weight,Weight (kg),,. > 20 and . < 250
select_one yn,smokes,Do you smoke?,yes
integer,cigarettes,Cigarettes a day,,. >= 1 and . <= 80,${smokes} = 'yes'
integer,smoking_years,Years of smoking,,. >= 0 and . < ${age} - 8,${smokes} = 'yes'
select_multiple symptom,symptoms,Symptoms in the last month,,count-selected(.) <= 3
select_one agree,wait,The waiting time is acceptable,yes
select_one agree,staff,The staff is friendly,yes
select_one agree,cost,The cost is fair
integer,children,Children at home,,. >= 0 and . <= 15
integer,children_school,Children at school,,. <= ${children}
text,remark,Remarks
end group
""", """list_name,name,label::English (en)
yn,yes,Yes
yn,no,No
sex,f,Female
sex,m,Male
symptom,cough,Cough
symptom,fever,"Fever, chills"
symptom,chest,Pain in the chest
symptom,head,Headache
symptom,none,None of these
agree,sd,Strongly disagree
agree,d,Disagree
agree,n,Neither agree nor disagree
agree,a,Agree
agree,sa,Strongly agree
""")
#: Indonesian only, in the plain column `label`; no roles; an own answer beside the choices.
FARMERS = ("""type,name,label,required,constraint,relevance
text,nama,Nama lengkap,true
text,nik,NIK
text,no_hp,Nomor HP
text,desa,Desa,true
integer,umur,Umur (tahun),true,. >= 17 and . <= 90
select_one jk,jk,Jenis kelamin,true
select_one didik,pendidikan,Pendidikan terakhir,true
integer,anggota,Jumlah anggota keluarga,true,. >= 1 and . <= 20
integer,lama,Lama bertani (tahun),,. >= 0 and . <= ${umur} - 10
decimal,luas,Luas lahan (hektar),,. > 0 and . <= 50
select_multiple tanam or_other,tanaman,Jenis tanaman,true
select_one yt,kredit,Apakah pernah mengambil kredit?,true
integer,besar_kredit,Besar kredit (rupiah),,. >= 0,${kredit} = 'ya'
date,tanggal,Tanggal wawancara,true
begin_group,sikap,Sikap
select_one setuju,s1,Harga pupuk terjangkau,true
select_one setuju,s2,Penyuluh mudah ditemui
select_one setuju,s3,Air irigasi cukup
end_group
decimal,hadir,Kehadiran penyuluhan (persen),,. >= 0 and . <= 100
text,saran,Saran
""", """list name,name,label
yt,ya,Ya
yt,tidak,Tidak
jk,l,Laki-laki
jk,p,Perempuan
didik,sd,SD
didik,smp,SMP
didik,sma,SMA/SMK
didik,pt,Perguruan tinggi
tanam,padi,Padi
tanam,jagung,Jagung
tanam,cabai,"Cabai, tomat"
tanam,karet,Karet
setuju,sts,Sangat tidak setuju
setuju,ts,Tidak setuju
setuju,s,Setuju
setuju,ss,Sangat setuju
""")
#: Both languages; numbers as names; four points without a middle, some items reversed; codes for no answer.
NUMERIC = ("""type,name,label::Indonesia,label::English,required,constraint,relevant,reversed,dimension,unit,role,number_format,missing
text,kode,Kode responden,Respondent code,yes,,,,,,code
integer,usia,Usia (tahun),Age (years),yes,. >= 15 and . <= 80,,,,tahun,,,99
select_one jk,jk,Jenis kelamin,Sex,yes
select_one yt,kerja,Apakah Anda bekerja?,Do you work?,yes
integer,gaji,Gaji per bulan (rupiah),Monthly pay (rupiah),,. >= 0 and . <= 100000000,${kerja} = 1,,,,sensitive,,98|99
decimal,masa_kerja,Masa kerja (tahun),Tenure (years),,. >= 0 and . <= ${usia} - 13,${kerja} = 1,,,tahun
select_multiple layanan,layanan,Layanan yang diterima,Services received,yes,count-selected(.) <= 4
select_one skala,b1,"Saya paham tugas saya","I understand my task",yes,,,no,beban,,,,9
select_one skala,b2,"Saya kewalahan","I am overwhelmed",yes,,,yes,beban,,,,9
select_one skala,b3,"Saya didukung atasan","My superior supports me",,,,no,beban,,,,9
select_one skala,b4,"Saya ingin berhenti","I want to quit",,,,yes,beban,,,,9
integer,skor,Skor ujian,Test score,,. >= 0 and . <= 100
text,catatan,Catatan,Note
""", """list_name,name,label::Bahasa Indonesia (id),label::English (en),points,aliases
jk,1,Laki-laki,Male,,L|Pria
jk,2,Perempuan,Female,,P|Wanita
yt,1,Ya,Yes
yt,0,Tidak,No
layanan,1,Bantuan tunai,Cash
layanan,2,Sembako,Food
layanan,3,Pelatihan,Training
layanan,4,Pendampingan,Accompaniment
layanan,5,Rujukan,Referral
skala,1,Sangat tidak setuju,Strongly disagree,1,STS
skala,2,Tidak setuju,Disagree,2,TS
skala,3,Setuju,Agree,3,S
skala,4,Sangat setuju,Strongly agree,4,SS
""")
#: English in the plain column `label`; capitals in the headers; nested groups; moments, a range, a ranking.
SCHOOL = ("""Type,Name,Label,Required,Constraint,Relevant,Role,Parameters
text,student,Student ID,TRUE,,,code
email,mail,E-mail of the parent
select_one yesno,agrees,Parent agrees,TRUE,,,consent
begin group,outer,About the child,,,${agrees} = 1
integer,age,How old is the child?,TRUE,. >= 5 and . <= 19
select_one grade,grade,Which grade?,TRUE
date,born,Date of birth
time,wakes,When does the child get up?
datetime,seen,Last seen by a doctor
begin group,inner,Reading
select_one yesno,reads,Does the child read at home?,TRUE
select_one often,how_often,How often?,TRUE,,${reads} = 1
integer,books,Books read this year,,. >= 0 and . <= 400,${reads} = 1
end group
range,joy,Joy of reading,,,,,start=0 end=10 step=1
decimal,attendance,Attendance (percent),,. >= 0 and . <= 100
rank subject,subjects,Rank the subjects
select_multiple help,help,Who helps?
text,comment,Comment
end group
""", """List Name,Name,Label
yesno,1,Yes
yesno,0,No
grade,g1,First grade
grade,g2,Second grade
grade,g3,Third grade
often,daily,Every day
often,weekly,"Once a week, or so"
often,rarely,Less often
subject,math,Mathematics
subject,lang,Language
subject,art,Art
help,mother,Mother
help,father,Father
help,sibling,Brother or sister
help,nobody,Nobody
""")
#: Both languages; whole sentences as labels, numbered; aliases; amounts; several identifiers by role.
MARKET = ("""type,name,label::Indonesia (id),label::English (en),required,constraint,relevant,role,number_format
text,no_kios,1. Nomor kios,1. Stall number,yes,,,code
text,pedagang,2. Siapa nama Anda?,2. What is your name?,,,,identifier
text,wa,3. Nomor WhatsApp,3. WhatsApp number,,,,identifier
integer,umur,4. Berapa usia Anda (tahun)?,4. How old are you (years)?,yes,. >= 15 and . <= 85
select_one jual,jual,5. Apa yang paling banyak Anda jual?,5. What do you sell most?,yes
integer,omzet,6. Berapa omzet per hari (rupiah)?,6. What is your turnover a day (rupiah)?,yes,. >= 0,,,id
select_one sering,tutup,7. Seberapa sering kios tutup?,7. How often is the stall closed?,yes
select_multiple bayar,bayar,8. Pembayaran apa saja yang diterima?,8. Which payments do you accept?,yes
integer,pegawai,9. Berapa pegawai Anda?,9. How many employees do you have?,,. >= 0 and . <= 50
integer,pegawai_perempuan,10. Berapa yang perempuan?,10. How many are women?,,. >= 0 and . <= ${pegawai},${pegawai} > 0
date,mulai,11. Sejak kapan berdagang di sini?,11. Since when have you traded here?,,. <= today()
text,keluhan,12. Keluhan,12. Complaints
""", """list_name,name,label::Indonesia (id),label::English (en),aliases
jual,sayur,Sayur dan buah,Vegetables and fruit,Sayuran
jual,ikan,"Ikan, daging","Fish, meat",Ikan|Daging
jual,baju,Pakaian,Clothes,Baju
jual,lain,Barang lain,Other goods,Lainnya
sering,0,Tidak pernah,Never,TP
sering,1,Kadang-kadang,Sometimes,KD
sering,2,Sering,Often,S
sering,3,Selalu,Always,SL
bayar,tunai,Tunai,Cash
bayar,qris,"QRIS, dompet digital","QRIS, wallet"
bayar,utang,Utang,On credit
""")
STRANGERS = {"clinic": CLINIC, "farmers": FARMERS, "numeric": NUMERIC, "school": SCHOOL, "market": MARKET}
