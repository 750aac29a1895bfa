"""The words of lists and announcements of absence, in bokmål, nynorsk and English, by what they do.

A word that is in none of these is one that nobody has foreseen, and makes a question of what it
stands beside.
"""


def listed(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


ABSENCE = listed(
    "ferie feriar ferien feriene feriane ferier ferierer sommerferie sommerferien sommarferie "
    "juleferie påskeferie høstferie haustferie vinterferie ferieuker ferieveker ferieuke "
    "feriefri "
    "sommerferier feriefravær fri borte bortreist fraværende fråverande fravær fråvær "
    "permisjon permisjonen perm fødselspermisjon foreldrepermisjon pappaperm mammaperm "
    "foreldreperm omsorgspermisjon studiepermisjon overlegepermisjon utdanningspermisjon "
    "avspasering avspaserer avspaserar avsp stenges stenger sykmeldt sykemeldt sjukmeld "
    "sjukmeldt syk sjuk kurs "
    "kursuke fagdager stengt stengte stengd steng sommerstengt ferielukket "
    "ferielukking ferieavvikling feriestengt stengetid away absent absence leave holiday "
    "holidays vacation closed feriefraværet fritid"
)
LONG_LEAVE = listed(
    "permisjon permisjonen perm fødselspermisjon foreldrepermisjon pappaperm mammaperm "
    "foreldreperm omsorgspermisjon studiepermisjon overlegepermisjon utdanningspermisjon"
)
CLOSED = listed(
    "stengt stengte stengd stenger stenges stengjer steng sommerstengt feriestengt "
    "ferielukket lukket "
    "closed stenge"
)
PRESENCE = listed(
    "jobber jobbar jobb arbeider arbeidar arbeid tilstede tilstades stede stades åpent åpen "
    "åpne "
    "ope open opne vakt vakter vakten legevakt legevakten legevakta bakvakt beredskap "
    "bemanning "
    "bemannet bemanna turnus kontordag kontordager kontortid timer konsultasjoner møte møter "
    "møtes avtale avtaler begynner byrjar starter startar ansatt tilsett tiltrer present "
    "working works duty vaksinering vaksine influensavaksine lab laboratorium telefontid "
    "åpningstid åpningstider opningstid opningstider operativ vaktliste vaktlister vaktplan "
    "vaktplaner ferievakt ferievakter sommervakt sommervakter bemanningsplan bemanningsliste "
    "turnusliste arbeidsplan vaktturnus"
)
LEAVING = listed(
    "slutter sluttar sluttet slutta slutt fratrer fratrår pensjonist pensjonerer pensjonerar "
    "pensjon oppsagt resigns retires leaving leaves"
)
SUBSTITUTE = listed(
    "vikar vikaren vikarer vikarar vikarierer vikarierar vikariere vikariera vikariat "
    "vikarlege legevikar stedfortreder stadfortredar locum substitute"
)
COVER = listed(
    "dekker dekkjer dekke dekning fraværsdekning fråværsdekning overtar overtek tar tek takes "
    "covers cover passer ivaretar ivaretek kollegial svarer svarar"
)
URGENT = listed(
    "akutt akutte akutthjelp øhjelp haster hastar øyeblikkelig augeblikkeleg hjelp urgent "
    "emergency emergencies haste hastesaker øyeblikkeleg"
)
CLINIC = listed(
    "kontoret legekontoret legekontor legesenteret legesenter senteret klinikken klinikk "
    "legeklinikken legegruppa legegruppen gruppen praksisen praksis office clinic surgery "
    "kontor allmennlegesenteret helsesenteret helsesenter"
)
DIGITAL = listed("digitale elektroniske digital electronic nettbaserte")
WRITER = listed("jeg eg")
WE = listed("vi me we alle samtlige")
TURNING = listed(
    "ikke ikkje ingen inga aldri not no unntatt unnateke bortsett utenom utanom except unless "
    "men "
    "but kun bare berre only hvis dersom viss if kanskje muligens mogleg muligvis trolig "
    "sannsynligvis truleg forbehold avlyst avlyses flyttet flytta endret endra istedenfor "
    "isteden stedet staden maybe possibly probably enten eller anten or instead tidligere "
    "tidlegare opprinnelig opphavleg ønsker ønskjer ønske søker søkjer vurderer forslag"
)
CORRECTING = listed(
    "feil rettelse rettelser retting rettingar korrigering korrigert endring endringer endringar "
    "endret endra byttet bytta bytter byttar byttes flyttet flytta flyttes avlyst avlyses utgår "
    "kansellert likevel istedenfor isteden stedet staden instead correction changed cancelled "
    "opprinnelig opphavleg tidligere tidlegare"
)
"""Words that take something back that stands elsewhere in the list."""
TAKING_BACK = CORRECTING | listed(
    "unntak unntaket unntatt unnateke unntekne untatt bortsett utenom utanom uten utan except "
    "exception strøket strøke strukket strykes strykast stryk slettet sletta slettes fjernet "
    "fjerna stemmer nei glem trukket trekt trekkes annullert annulleres annullerast avbestilt "
    "avlysing avlysning avlyses avlysast omgjort utsatt utsett utsettes gjelder oppdatering "
    "oppdatert kanselleres cancel"
)
"""Words that speak against the row above when they stand without a name."""
MOVING = listed(
    "flytter flyttar flytte flyttast forskyves forskyver forskyvast forskjøvet skyves skyver "
    "senere seinere seinare korreksjon korreksjonen korrigerer korrigeres rettet retta rettes "
    "rettast gal galt gale feilaktig feilaktige feilen misforståelse misforstått ugyldig utgått "
    "utdatert utdaterte erstatter erstattar erstattes justert justeres justering endre endrer "
    "endrar endres endrast forandret forandra forandring forandringer omrokkert omrokering "
    "avlyser avlyse avlys kansellerer moved wrong postponed later mistake error"
)
"""More words of one who corrects a list."""
_LOOSE = listed(
    "likevel istedenfor isteden stedet staden instead opprinnelig opphavleg tidligere tidlegare "
    "uten utan stemmer glem gjelder oppdatering oppdatert bytter byttar korrigert"
)
"""Words of announcements too, which speak against what stands right beside them only."""
WHOLE_LIST = (TAKING_BACK | MOVING) - _LOOSE
"""Words that take back rows of the whole list, where they stand without a name."""
EXCEPTING = listed(
    "unntak unntaket unntatt unnateke unntekne untatt bortsett utenom utanom except exception"
)
"""Words that are of the row right above, if there is one."""
UNSETTLED = listed(
    "foreløpig foreløpige førebels utkast kladd tentativ tentative forbehold uavklart "
    "preliminary draft"
)
"""Words that say of all rows that nothing is settled."""
DENYING = listed("ikke ikkje not ingen inga men but dog imidlertid derimot aldri")
"""Words that may speak against the row right above."""
UNPROPOSED = listed(
    "ikke ikkje not unntatt unnateke bortsett utenom utanom except hhv henholdsvis respektive "
    "respectively flyttet flytta flytter flyttar flyttes moved istedenfor isteden stedet staden "
    "instead bytter byttar byttet bytta > →"
)
"""Words beside days that leave open who is away or when: no days are proposed."""
PARTLY = listed("periodevis delvis tidvis partly partially")
REDUCED = listed(
    "redusert reduserte reduced ferieavvikling begrenset avgrensa færre færrare normal vanlig "
    "vanleg"
)
RECURRING = listed(
    "partallsuker oddetallsuker partallsveker oddetalsveker partalsveker hver kvar hvert kvart "
    "every annenhver annenhvert annakvar fredager mandager tirsdager onsdager torsdager "
    "lørdager "
    "søndager fredagar måndagar tysdagar onsdagar torsdagar alltid vanligvis ukentlig"
)
OTHER_SUBJECT = listed(
    "telefon telefonen telefontiden tlf laboratoriet laboratorium laben lab skranken skranke "
    "ekspedisjonen resepsjonen resepsjon legevakt legevakten legevakta apotek apoteket "
    "kommunen "
    "parkering parkeringen heisen heis dør døren inngang inngangen helsestasjonen vei veien "
    "fysioterapeut fysioterapi jordmor sykepleier fotpleier blodprøver blodprøve phone "
    "reception lab-en butikken barnehagen skolen vaksinasjon vaksinering røntgen"
)
TRAINING = listed(
    "turnulege turnuslege turnuslegen turnuslegene lis1 lis lis1-lege medisinstudent student "
    "studenten"
)
TITLES = listed(
    "dr doktor lege legen fastlege fastlegen overlege allmennlege spesialist legene legane "
    "fastlegene fastlegane doctor kommunelege kommuneoverlege behandler navn namn name"
)
GREETING = listed("hei heisann hallo hi hello dear kjære god morgen dag colleagues alle")
SIGN_OFF = (
    "mvh",
    "vh",
    "hilsen",
    "hilsning",
    "helsing",
    "vennlig hilsen",
    "vennleg helsing",
    "med vennlig hilsen",
    "med vennleg helsing",
    "beste hilsen",
    "beste helsing",
    "best regards",
    "kind regards",
    "regards",
    "br",
    "best",
    "sincerely",
)
MAIL_HEADERS = listed(
    "fra frå til sendt emne kopi dato blindkopi vedlegg from to sent subject cc bcc date "
    "attachments svar re fwd vs"
)
FILLER = listed(
    "har hatt ha er vil være vera vere bli blir vert skal tar ta tek av i på for fra frå til "
    "den "
    "det de en ei et ein eit hans hennes hennar sin sine sitt si min mine mitt vår våre vårt "
    "våras "
    "også og samt deretter så again and will be is am are on the from my our during "
    "of in at with out perioden periode tidsrommet tiden tida dagene dagane dager dagar dag "
    "inkludert "
    "inkl inklusive inklusiv begge planlagt planlagte tillegg "
    "må måtte totalt sum som dette denne "
    "går ut reiser bort avvikler avviklar pga grunn grunnet grunna om hele heile sommer "
    "sommeren "
    "sommar sommaren jul julen jula påske påsken høst høsten haust hausten vinter vinteren vår "
    "våren året år årets følgende følgjande under i år dessuten først fyrst pluss "
    "både ganger m med hei uke uka uken uker ukene veke veka veker vekene week weeks f o t k "
    "dato datoer oversikt liste ferieliste ferielister sommerferieliste listen plan ferieplan "
    "ferieplaner fraværsliste fråværsliste"
)
UNAVAILABLE = CORRECTING | listed(
    "ikke ikkje ingen inga not no utilgjengelig utilgjengeleg unavailable fornyes fornyast skulle"
)
"""Words that say of a practitioner on some days that something is not as usual."""
HOLDS = listed("holder heldt held hold helde")
"""Words that belong to «stengt», and alone may tell of anything."""
WITHOUT = listed("uten utan ingen inga without no")
THINGS = listed(
    "frist fristen dugnad fest festen tur møte kurs bryllup seminar webinar arrangement lunsj "
    "pause skole skolen skulen påske pinse pinsen romjul romjulen nyttår himmelfart julebord "
    "grunnlovsdagen skjærtorsdag langfredag palmesøndag julaften nyttårsaften oppstart start "
    "slutt mobil mob faks fax epost e-post adresse besøksadresse postadresse konto org orgnr rom "
    "etasje helsenorge helfo nav fhi epj systemet oppgradering journal versjon revidert publisert "
    "skrevet utskrift utskriftsdato født gyldig varighet tidspunkt sted hvor når hvem hva kva "
    "senest seinast rundt omkring omtrent cirka ca siden sidan før mellom levering pensum gruppe "
    "team teamet personalet ledelsen styret personale pasient deadline meeting lunch party before "
    "after between around since by updated printed published valid ferdig påmelding evaluering "
    "pasientreiser hepatitt corona covid bygg"
)
"""Words that days may stand beside at the beginning of a line, and that are nobody's name."""
BACKREFERENCE = listed("perioden periode imens mens tiden tida tidsrommet")

SERVICES = {
    "timebestilling": "timebestilling",
    "timebestillinger": "timebestilling",
    "timebooking": "timebestilling",
    "timetinging": "timebestilling",
    "reseptfornyelse": "reseptfornyelse",
    "reseptfornying": "reseptfornyelse",
    "resept": "reseptfornyelse",
    "resepter": "reseptfornyelse",
    "reseptar": "reseptfornyelse",
    "ekonsultasjon": "ekonsultasjon",
    "e-konsultasjon": "ekonsultasjon",
    "e-konsultasjoner": "ekonsultasjon",
    "e-konsultasjonar": "ekonsultasjon",
    "ekontakt": "ekontakt",
    "e-kontakt": "ekontakt",
    "kontakt legekontoret": "ekontakt",
}
"""How services are written, and their codes."""

CELL_SERVICES = {
    "timebestilling": "time timer timebestilling timebestillinger timetinging",
    "reseptfornyelse": "resept resepter reseptfornyelse reseptfornying prescr prescription",
    "ekonsultasjon": "e-kons ekons e-konsultasjon ekonsultasjon e-cons e-consultation",
    "ekontakt": "kontakt e-kontakt ekontakt contact",
}
"""How a cell of a table writes each service, where nothing else can be meant."""
CELL_PHRASES = {
    "kontakt legekontoret": "ekontakt",
    "contact the surgery": "ekontakt",
    "appointment booking": "timebestilling",
    "appointment": "timebestilling",
    "appointments": "timebestilling",
    "appointm": "timebestilling",
    "prescription renewal": "reseptfornyelse",
    "prescriptions": "reseptfornyelse",
}
ALL_IN_CELL = listed("alle all") | {
    f"{every} {four}".strip() + of
    for every, four in (("alle", ""), ("alle", "fire"), ("all", ""), ("all", "four"))
    for of in ("", " tjenester", " tenester", " services")
}
ALL_SERVICES = ("alle tjenester", "alle tenester", "all services")

KNOWN = (
    ABSENCE
    | CLOSED
    | PRESENCE
    | LEAVING
    | SUBSTITUTE
    | COVER
    | URGENT
    | CLINIC
    | DIGITAL
    | WRITER
    | WE
    | TURNING
    | CORRECTING
    | PARTLY
    | REDUCED
    | RECURRING
    | OTHER_SUBJECT
    | TRAINING
    | TITLES
    | GREETING
    | FILLER
    | BACKREFERENCE
    | MAIL_HEADERS
)
"""Every word of the sets: none of them is taken for a name when it stands alone."""
