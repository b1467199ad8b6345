"""Numbers and addresses of machines: telephones, postcodes, My Number, documents, accounts, plates, e-mail, handles.

Belongs here: what a pattern says. `(?<!\\d)…(?!\\d)` stands where others write \\b: beside kanji that finds no boundary.
"""

import re
from collections.abc import Iterator

from presidio_analyzer import EntityRecognizer, Pattern, PatternRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from extracts.redaction.certainty import LIKELY, SURE, result
from extracts.redaction.ginza import Japanese
from extracts.redaction.recognisers.recogniser import Recogniser

D = r"[-‐‑‒–—―−ーｰ~〜]"
GAP = rf"(?:{D}|[ ./()・_=]){{0,3}}"
KANJI_DIGIT = "[〇零一二三四五六七八九]"
# behind the words that announce a number, up to the number: の番号は, No., :「
TO = r"(?:の?(?:番号|No\.?|no\.?|№|ID))?(?:の?(?:末尾|下[\d一二三四]桁))?(?:[はがの:/「(（『=\s]|です|とのこと|、)*(?:No\.?|№)?\s*"
TWELVE = r"\d{4}[-‐– ]?\d{4}[-‐– ]?\d{4}"
COUNTED = r"(?![日月年歳人円回件時分通部枚冊名点度階か\d]|番(?!号))"
PREFIX = r"(?:(?!番号|号|記号|証|書|票)[一-鿿]|[ぁ-ん](?=\d))"
# 12-34, 第30412号, K-06-00218, 保-14-3302, 兵庫県第0612号, 二一〇四, 0 0 4 1 8
VALUE = (
    rf"(?:(?:{PREFIX}{{1,5}})?第\s?|(?:{PREFIX}{{1,3}}|[ぁ-んァ-ヴ]){D}|{PREFIX}{{1,2}}(?=\d\d))?(?:[A-Z]{{1,4}}{D}?\s?)?"
    rf"(?:\d(?:\s?[・/]?{D}?\s?[A-Z0-9])*|{KANJI_DIGIT}(?:{D}?{KANJI_DIGIT})+)(?:号(?!室|棟))?{COUNTED}"
)
VEHICLE = "(?:車|軽|ワゴン|ミニバン|バン|バイク|トラック|ミニ|セダン|原付)"
PLATE_IN_KANA = "なにわ|ナニワ|いわき|つくば|とちぎ|とやま|ひたちなか|しものせき"
KANA_OF_PLATE = (
    "[さすせそたちつなぬねひふほまみむめもやゆらりるろあいうえかきくけこよれわ]"  # those that are no particle
)
# of a plate: 12-34, ・・-88, ・・・2; what nobody could read of it stands as a dot or an asterisk
LAST_FOUR = rf"[・.* ]{{0,4}}(?:\d{{1,2}}\s?{D}\s?\d{{2}}|\d(?: \d){{3}}|{D}?\d{{1,4}})(?![\d歳人回件年月日時分])"


def recogniser(
    kind: str, patterns: dict[str, tuple[float, str]], of: type[PatternRecognizer] = PatternRecognizer
) -> PatternRecognizer:
    listed = [Pattern(why, regex, certainty) for why, (certainty, regex) in patterns.items()]
    return of(kind, name=kind, supported_language="ja", patterns=listed, global_regex_flags=re.DOTALL)


def is_my_number(digits: str) -> bool:
    """Twelve digits whose last checks the others: modulus 11, weights 2 to 7 from the right (番号法総務省令 5条)."""
    *payload, check = (int(digit) for digit in digits)
    remainder = sum(digit * (2 + place % 6) for place, digit in enumerate(reversed(payload))) % 11
    return check == (0 if remainder <= 1 else 11 - remainder)


class MyNumber(PatternRecognizer):
    """Twelve digits are a My Number where the check digit is right, or where the text says that they are."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None, regex_flags: int | None = None
    ) -> list[RecognizerResult]:
        """As a PatternRecognizer does; what only looks like one and fails its check digit isn't."""
        return [
            found
            for found in super().analyze(text, entities, nlp_artifacts, regex_flags)
            if found.analysis_explanation.pattern_name == "my_number_said"
            or is_my_number(re.sub(r"\D", "", text[found.start : found.end]))
        ]


# a run of six digits or more with what may stand between them, that is no amount, measure, date or time
DIGITS = re.compile(r"(?<![\d.,])\d(?:[-/. ()]{0,2}\d){5,}(?![\d.,])")
PLAIN = re.compile(
    r"\s?(?:万|千|億)?(?:円|人|件|回|g|kg|ml|mL|cc|歩|℃|度|点|%|cm|mm|分|時|日|月|年|か月|ヶ月|世帯|名)|[-~]\d"
)
DATE = re.compile(
    r"(?:19|20)\d{2}[-/. ]\d{1,2}(?:[-/. ]\d{1,2})?(?: \d{1,2})?|\d{1,3}(?:[-/. ]\d{1,3}){0,2}|\d{2,3}/\d{2,3}(?: \d{2,3}/\d{2,3})+"
)


class Digits(Recogniser):
    """Digits that nothing explains."""

    def __init__(self) -> None:
        super().__init__("digits", "number")

    def find(self, text: str, japanese: Japanese) -> Iterator[RecognizerResult]:
        for match in DIGITS.finditer(text):
            if not PLAIN.match(text, match.end()) and not DATE.fullmatch(match[0]):
                yield result("number", *match.span(), LIKELY, "number_long")


def recognisers() -> list[EntityRecognizer]:
    """One of each type."""
    return [
        Digits(),
        recogniser(
            "phone",
            {
                # 10 or 11 digits from 0, in every spacing
                "phone": (SURE, rf"(?<![\dA-Za-z])(?:\(0\d{{1,4}}\)(?:{GAP}\d){{5,8}}|0(?:{GAP}\d){{9,10}})(?!\d)"),
                "phone_abroad": (SURE, rf"(?<!\d)\+\d(?:{GAP}\d){{7,13}}(?!\d)"),
                "phone_kanji": (SURE, rf"[〇零](?:(?:{GAP}|の){KANJI_DIGIT}){{9,10}}"),
                "phone_mixed": (SURE, rf"(?<!\d)0\d{{1,3}}{GAP}\d{{2,4}}{GAP}{KANJI_DIGIT}{{4}}"),
                "phone_said": (
                    SURE,
                    rf"(?<=(?:電話|TEL|Tel|tel|℡|携帯|連絡先|自宅|FAX|ファックス|折り返し)[^\d\n。]{{0,8}})\d{{2,4}}\s?{D}\s?\d{{4}}(?![\d-])",
                ),
                "phone_local": (LIKELY, rf"(?<![\d-])\d{{2,4}}{D}\d{{4}}(?![\d年-])"),
            },
        ),
        recogniser(
            "postcode",
            {
                "postcode": (SURE, rf"(?<=〒\s?)\d{{3}}\s?{D}?\s?\d{{4}}(?!\d)"),
                "postcode_said": (SURE, rf"(?<=郵便番号[^\d\n]{{0,4}})\d{{3}}\s?{D}?\s?\d{{4}}(?!\d)"),
                "postcode_kanji": (SURE, rf"(?<=(?:〒|郵便番号)\s?){KANJI_DIGIT}{{3}}\s?{D}?\s?{KANJI_DIGIT}{{4}}"),
                "postcode_alone": (LIKELY, rf"(?<![\d-])\d{{3}}{D}\d{{4}}(?=\s*[一-鿿])"),
            },
        ),
        recogniser(
            "my_number",
            {
                "my_number_said": (SURE, rf"(?<=(?:個人番号|マイナンバー)[^\d\n]{{0,12}}){TWELVE}(?!\d)"),
                "my_number": (LIKELY, rf"(?<![\d-]){TWELVE}(?![\d-])"),
            },
            MyNumber,
        ),
        recogniser(
            "number",
            {
                "account": (
                    SURE,
                    r"(?:(?:りそな|みずほ|ゆうちょ|あおぞら|きらぼし|[一-鿿ァ-ヴーA-Za-z]{1,10})(?:銀行|信用金庫|信金|信用組合|農協|農業協同組合|労働金庫|労金)|ゆうちょ)\s*"
                    r"(?:[一-鿿ァ-ヴーぁ-ん]{1,10}(?:支店|本店|出張所|営業部|店))?\s*(?:\(\d{3}\))?\s*(?:普通|当座|貯蓄|\(普\))?\s*(?:預金|口座)?\s*(?:番号|No\.?)?[:\s]*"
                    rf"(?:\d(?:{D}?\d){{5,12}}(?!\d)|{KANJI_DIGIT}{{6,8}})",
                ),
                "account_said": (
                    SURE,
                    rf"(?<=(?:口座|普通|当座|ゆうちょ|郵便貯金|記号|通帳)(?:番号)?[^\d\n。]{{0,6}})\d(?:[ {D[1:-1]}]?\d){{4,13}}(?!\d)",
                ),
                "card": (SURE, r"(?<![A-Z0-9])[A-Z]{2}[ -]?\d{4}[ -]?\d{4}[ -]?[A-Z]{2}(?![A-Z0-9])"),
                "passport": (SURE, r"(?<![A-Z0-9])[A-Z]{2}\d{7}(?!\d)"),
                "number_said": (
                    SURE,
                    r"(?<=(?:旅券|パスポート|在留カード|免許証?|運転免許証?|保険証|被保険者証?|記号|受給者証?|負担者|公費|証書|手帳|母子健康手帳|交付|受付|受理|認定|管理|整理|ケース|事件|防犯登録|キゴウ|バンゴウ|ジュキュウシャ|"
                    r"決定|通知書?|登録|会員|証|通帳|資格|診察券|患者|カルテ|利用者|世帯|宛名|住民票コード|文書)"
                    + TO
                    + rf"){VALUE}",
                ),
                "number_labelled": (
                    SURE,
                    r"(?<=(?:(?<!出席|電話)番号|(?<![A-Za-z])[Nn][Oo]\.?|№|被保番|通番)" + TO + rf"){VALUE}",
                ),
                "number_ordinal": (
                    LIKELY,
                    rf"(?:{PREFIX}{{1,3}})?第\s?(?:[A-Z]?{D}?\d[\d{D[1:-1]}]{{3,}}|{KANJI_DIGIT}{{2,}})号",
                ),
                # R6-0123, K-06-00218, 児扶0014-552, 06-00218
                "number_of_case": (
                    LIKELY,
                    rf"(?<![A-Za-z0-9])[HRS]\d{{1,2}}{D}\d{{3,}}(?!\d)|(?<![A-Za-z0-9-])[A-Z]{{1,3}}{D}\d{{2,4}}{D}\d{{3,}}(?!\d)"
                    rf"|(?<![\d-])(?:{PREFIX}{{1,2}})?(?:0\d{{1,3}}{D}\d{{3,7}}|\d{{2,4}}{D}\d{{5,7}})(?![\d年]|{D})",
                ),
                # 令和6年(少)第1187号, R6(わ)0921: how courts name a case
                "number_of_court": (
                    SURE,
                    r"(?:(?:昭和|平成|令和|[昭平令SHR])\s?(?:\d{1,2}|[元一二三四五六七八九十]{1,3})年?|20\d\d年?)\s?"
                    r"\([ぁ-んァ-ヴ一-鿿]{1,3}\)\s?第?\s?\d{1,6}号?",
                ),
            },
        ),
        recogniser(
            "plate",
            {
                "plate": (
                    SURE,
                    rf"(?:{PLATE_IN_KANA}|(?:(?![車両軽付])[一-鿿]){{1,4}})\s?(?:\d{{2,3}}|\d[*?○×]{{1,2}})[A-Z]?\s?(?:[ぁ-んァ-ヴA-Z]\s?{LAST_FOUR}|[・*]{{2,3}}\s?\d{{1,4}})",
                ),
                "plate_part": (
                    LIKELY,
                    rf"(?<!\d)\d{{3}}\s?[ぁ-ん]\s?(?:\d{{2}}{D}\d{{2}}(?!\d)|[・.*]{{1,3}}\s?{D}?\d{{1,3}}(?!\d))",
                ),
                # 練馬せ12-34, 330 す 4567, 12-34の白い車
                "plate_short": (
                    LIKELY,
                    rf"[一-鿿]{{2,4}}\s?{KANA_OF_PLATE}\s?\d{{2}}{D}\d{{2}}(?!\d)|(?<!\d)\d{{3}}\s?{KANA_OF_PLATE}\s?\d{{4}}(?![\d円人年])"
                    rf"|(?<![\d-])\d{{2}}{D}\d{{2}}(?=の[白黒青赤銀紺灰茶黄緑]?い?(?:色の)?{VEHICLE})",
                ),
                # 白い車、な 26-15
                "plate_seen": (
                    LIKELY,
                    rf"(?<={VEHICLE}[^\d\n。]{{0,8}}){KANA_OF_PLATE}\s?\d{{1,2}}\s?{D}\s?\d{{2}}(?!\d)",
                ),
                "plate_said": (SURE, rf"(?<=(?:ナンバー|下[四4]桁|車番)[^\d\n。]{{0,8}}){LAST_FOUR}"),
                "plate_small": (
                    SURE,
                    rf"(?:(?![車両軽付])[一-鿿]){{1,5}}[市区町村]\s[ぁ-ん]\s(?:\d{{1,2}}{D}\d{{2}}|\d{{1,4}})(?!\d)",
                ),
            },
        ),
        recogniser("email", {"email": (SURE, r"[A-Za-z0-9._%+'-]+\s?@\s?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")}),
        recogniser(
            "sns",
            {
                "handle": (SURE, r"(?<![A-Za-z0-9])@[A-Za-z0-9_.]{3,}"),
                "tag": (SURE, r"[A-Za-z0-9_.]{2,}#\d{3,6}"),
                "url": (SURE, r"https?://[^\s、。」)]+"),
                "account_named": (
                    SURE,
                    r"(?<=(?:LINE|ライン|らいん|インスタ|いんすた|Instagram|instagram|Twitter|ツイッター|TikTok|ティックトック|Discord|ディスコード|ディスコ|でぃすこ|カカオ|Facebook|フェイスブック|アカウント|アカ|ユーザー名|ID|スナチャ|Snapchat|Skype|スカイプ|ゲーム)"
                    r"(?:の?ID|アカウント|名)?[^A-Za-z0-9@]{0,6})(?!ID)[A-Za-z0-9_.#-]{4,}",
                ),
                "account_called": (
                    SURE,
                    r"(?<![A-Za-z0-9@])[A-Za-z0-9_.]{4,}(?=\s?(?:」|さん)?(?:って|という|とかいう)(?:ID|アカウント|アカ|人|ユーザー))",
                ),
                "account_alone": (LIKELY, r"(?<![A-Za-z0-9@._])(?=[a-z0-9.]*_)[a-z][a-z0-9_.]{4,}(?![A-Za-z0-9@])"),
            },
        ),
    ]
