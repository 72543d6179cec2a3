"""Words that say little in a question, by language: weighed down (`weights.STOP_WORD_FACTOR`), never left out.

Kept short on purpose, and without words that mean something in another language of most sites (car, son, man): a
visitor's words are not told apart by language. As typed: lower case, with accents; apostrophes leave (dont).
"""

STOP_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(
        ["a", "an", "the", "and", "or", "but", "if", "then", "so", "of", "to", "in", "on", "at", "by", "for", "from", "with", "without", "about", "into", "as", "is", "are", "was", "were", "be", "been", "being", "am", "do", "does", "did", "done", "doing", "has", "have", "had", "having", "can", "could", "would", "should", "will", "shall", "may", "might", "must", "i", "me", "my", "we", "us", "our", "you", "your", "he", "him", "his", "she", "her", "it", "its", "they", "them", "their", "this", "that", "these", "those", "there", "here", "what", "which", "who", "whom", "whose", "when", "where", "why", "how", "not", "no", "nor", "only", "just", "also", "very", "too", "than", "such", "any", "some", "all", "each", "both", "more", "most", "other", "same", "own", "again", "further", "once", "out", "up", "down", "over", "under", "off", "im", "ive", "dont", "cant", "doesnt", "didnt", "isnt", "wont", "please", "thanks", "hello", "hi"]
    ),
    "sv": frozenset(
        ["och", "eller", "men", "om", "så", "att", "av", "till", "i", "på", "vid", "för", "från", "med", "utan", "som", "är", "var", "vara", "varit", "bli", "blir", "blev", "gör", "göra", "gjorde", "har", "ha", "hade", "kan", "kunde", "ska", "skall", "skulle", "vill", "ville", "måste", "får", "få", "fick", "jag", "mig", "min", "mitt", "mina", "vi", "oss", "vår", "vårt", "våra", "du", "dig", "din", "ditt", "dina", "ni", "er", "ert", "era", "han", "honom", "hans", "hon", "henne", "hennes", "den", "det", "de", "dem", "deras", "dess", "denna", "detta", "dessa", "där", "här", "vad", "vilken", "vilket", "vilka", "vem", "när", "varför", "hur", "inte", "nej", "ja", "bara", "också", "mycket", "än", "sådan", "någon", "något", "några", "alla", "allt", "varje", "en", "ett", "sig", "sitt", "sina", "då", "nu", "ju", "efter", "under", "över", "ut", "in", "upp", "ner", "hej", "tack"]
    ),
    "fr": frozenset(
        ["le", "la", "les", "un", "une", "des", "du", "de", "d", "l", "et", "ou", "mais", "si", "donc", "que", "qui", "quoi", "dont", "où", "quand", "comment", "pourquoi", "quel", "quelle", "quels", "quelles", "ce", "cet", "cette", "ces", "cela", "ça", "c", "à", "au", "aux", "en", "dans", "sur", "sous", "par", "pour", "avec", "sans", "chez", "vers", "est", "sont", "était", "être", "été", "suis", "es", "sommes", "êtes", "ai", "as", "a", "avons", "avez", "ont", "avoir", "avait", "fait", "faire", "peut", "peux", "peuvent", "pouvez", "puis", "doit", "dois", "doivent", "il", "elle", "on", "nous", "vous", "ils", "elles", "je", "j", "tu", "me", "m", "te", "t", "se", "s", "y", "ne", "n", "pas", "plus", "moins", "très", "aussi", "mon", "ma", "mes", "ta", "tes", "sa", "ses", "notre", "nos", "votre", "vos", "leur", "leurs", "lui", "eux", "même", "tout", "toute", "tous", "toutes", "autre", "autres", "bonjour", "merci"]
    ),
    "it": frozenset(
        ["il", "lo", "la", "i", "gli", "le", "un", "uno", "una", "di", "a", "da", "in", "con", "su", "per", "tra", "fra", "e", "o", "ma", "se", "che", "chi", "cui", "non", "è", "sono", "era", "essere", "ho", "ha", "hai", "hanno", "avere", "come", "quando", "dove", "perché", "quale", "mi", "ti", "si", "ci", "vi", "lui", "lei", "noi", "voi", "loro", "mio", "mia", "del", "della", "dei", "delle", "al", "alla", "nel", "nella", "sul", "sulla", "questo", "questa", "quello", "più", "anche", "solo"]
    ),
    "nl": frozenset(
        ["de", "het", "een", "en", "of", "maar", "als", "dan", "van", "te", "in", "op", "aan", "bij", "voor", "uit", "met", "zonder", "over", "is", "zijn", "was", "waren", "ben", "heb", "heeft", "hebben", "had", "kan", "kunnen", "wil", "moet", "zal", "zou", "ik", "mij", "mijn", "wij", "ons", "je", "u", "uw", "jij", "hij", "zij", "ze", "er", "die", "dat", "deze", "dit", "wat", "wie", "waar", "wanneer", "waarom", "hoe", "niet", "geen", "ook", "nog", "wel", "naar", "om", "door"]
    ),
    "es": frozenset(
        ["el", "la", "los", "las", "un", "una", "de", "del", "a", "al", "en", "con", "por", "para", "y", "o", "pero", "si", "que", "quien", "cual", "cuando", "donde", "como", "porque", "no", "es", "era", "ser", "está", "están", "he", "ha", "han", "haber", "mi", "me", "se", "te", "le", "lo", "su", "sus", "este", "esta", "esto", "más", "muy", "también"]
    ),
    "cs": frozenset(
        ["a", "i", "o", "u", "v", "ve", "s", "se", "k", "ke", "z", "ze", "na", "do", "od", "po", "za", "pro", "při", "je", "jsem", "jsou", "byl", "být", "mám", "má", "co", "jak", "kde", "kdy", "proč", "ale", "nebo", "že", "když", "to", "ten", "ta", "mi", "mě", "si"]
    ),
}  # fmt: skip
EVERY: frozenset[str] = frozenset().union(*STOP_WORDS.values())
