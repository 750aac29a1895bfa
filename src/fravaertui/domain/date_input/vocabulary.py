"""The words for days in bokmål, nynorsk and English, and the code of each.

A code stands for what the words mean, whatever language they were in: `W` a week, `M7` July, `D5`
Friday, `R-1` yesterday, `T1` next week, `N0` this month. The grammar reads codes only.
"""

MONTHS = (
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
)
_ENGLISH_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_SHORTEST_MONTH_NAME = 3

MONTH_NAMES = {
    name[:length]: number
    for months in (_ENGLISH_MONTHS, MONTHS)
    for number, name in enumerate(months, start=1)
    for length in range(_SHORTEST_MONTH_NAME, len(name) + 1)
}
"""Whole names, and as much of their beginning as tells them apart."""

WEEKDAY_NAMES = {
    name: number
    for number, names in enumerate(
        (
            "mandag mandagen måndag måndagen monday man mån mon",
            "tirsdag tirsdagen tysdag tysdagen tuesday tir tirs tys tue tues",
            "onsdag onsdagen wednesday ons wed",
            "torsdag torsdagen thursday tor tors thu thur thurs",
            "fredag fredagen friday fre",
            "lørdag lørdagen laurdag laurdagen saturday lør lau sat",
            "søndag søndagen sundag sundagen sunday søn sun",
        ),
        start=1,
    )
    for name in names.split()
}

NUMBER_WORDS = {
    name: str(number)
    for number, names in enumerate(
        (
            "en én ei ein et eit ett one a",
            "to two",
            "tre three",
            "fire four",
            "fem five",
            "seks six",
            "sju syv seven",
            "åtte eight",
            "ni nine",
            "ti ten",
            "elleve eleven",
            "tolv twelve",
            "tretten thirteen",
            "fjorten fourteen",
        ),
        start=1,
    )
    for name in names.split()
}
"""Read as numbers before a unit only: «to» is also the English "to"."""

UNITS = ("Ud", "W", "Um", "Uy")

_WORDS = {
    "W": "uke uka uken uker ukene veke veka veker vekene vekor week weeks wk w u v",
    "Ud": "dag dager dagar dagene dagane day days d døgn",
    "Um": "måned måneden måneder månad månaden månader månadene mnd month months",
    "Uy": "år året year years",
    "R0": "idag today nå now",
    "R1": "imorgen imorgon tomorrow",
    "R2": "overmorgen iovermorgen overmorgon",
    "R-1": "igår yesterday",
    "R-2": "forgårs",
    "TIL": "til to",
    "TOM": "tom tilogmed through thru",
    "FOM": "fom fra frå from starting begynner byrjar startar starter",
    "UNTIL": "inntil until till før before",
    "BACK": "tilbake attende åpner opnar back opens reopens",
    "UT": "ut",
    "OM": "om in",
    "NEXT": "neste next",
    "THIS": "kommende komande førstkommende førstkomande fyrstkomande coming denne this",
    "LAST": "forrige førre last sist siste",
    "MORE": "ekstra mer meir more",
    "&": "og and &",
    "+": "+ pluss plus",
    "ROUGH": "ca cirka omtrent rundt circa approximately about around senest seinast trolig ?",
    "VAGUE": "begynnelsen begynninga byrjinga midten slutten tidlig tidleg sent seint sommeren "
    "sommaren noen nokre få par beginning end mid early late",
    "FEAST": "jul jula julen jola romjul romjula romjulen påske påska påsken pinse pinsen nyttår "
    "vinterferien høstferien haustferien sommerferien sommarferien christmas easter",
    "": "den det the dato date i på on of av for hele heile whole all nr nummer ferie borte fri "
    "stengt fravær fråvær periode perioden away closed leave er har",
}
"""Words by their code; those of the empty code say nothing about which day it is."""

_PHRASES = {
    "R0": "i dag, i-dag, dags dato",
    "R1": "i morgen, i morgon, i morra",
    "R2": "i overmorgen, i overmorgon, day after tomorrow",
    "R-1": "i går",
    "R-2": "i forgårs, i førgår, day before yesterday",
    "T0": "denne uka, denne uken, denne uke, denne veka, denne veke, this week, inneværende uke, "
    "inneverande veke",
    "T1": "neste uke, neste uka, neste veke, neste veka, kommende uke, komande veke, next week",
    "T-1": "forrige uke, forrige uka, førre veke, førre veka, sist uke, last week",
    "N0": "denne måneden, denne måned, denne månaden, this month",
    "N1": "neste måned, neste månad, next month",
    "TOM": "til og med, fram til og med, frem til og med, til & med, t.o.m., t.o.m, t o m, "
    "up to and including",
    "FOM": "fra og med, frå og med, fra & med, f.o.m., f.o.m, f o m, from and including, as of",
    "UNTIL": "fram til, frem til, fram mot, frem mot, opp til",
    "BACK": "tilbake igjen, tilbake på jobb, tilbake i jobb, er tilbake, kommer tilbake, "
    "kjem attende, kjem tilbake, er attende, åpner igjen, vi åpner, vi åpner igjen, åpent igjen, "
    "opnar att, opnar igjen, vi opnar, vi opnar att, vi opnar igjen, ope att, ope igjen, "
    "på jobb, på jobb igjen, på jobb att, i jobb igjen, is back, am back, back on, "
    "opens again",
    "UT": "ut hele, resten av, rest of, the rest of",
    "UT T0": "ut uka, ut uken, ut veka, resten av uka, resten av uken, resten av veka, "
    "rest of the week, the rest of the week",
    "UT N0": "ut måneden, ut månaden, resten av måneden, resten av månaden, rest of the month",
    "UT Y0": "ut året, resten av året, rest of the year",
    "FOREVER": "inntil videre, inntil vidare, until further notice, på ubestemt tid, "
    "på ubestemd tid",
}
"""Phrases with one code, which takes precedence over those of their words."""

SAYINGS = {
    **{word: code for code, words in _WORDS.items() for word in words.split()},
    **{phrase.strip(): code for code, phrases in _PHRASES.items() for phrase in phrases.split(",")},
}
"""Words and phrases in lower case, and their codes."""
