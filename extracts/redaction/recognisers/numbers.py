"""Numbers and addresses of machines: telephones, postcodes, My Number, documents, accounts, plates, e-mail, handles.

Belongs here: what a pattern says. `(?<!\\d)…(?!\\d)` stands where others write \\b: beside kanji that finds no boundary.
"""

import re

from presidio_analyzer import EntityRecognizer, Pattern, PatternRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from extracts.redaction.certainty import LIKELY, SURE

D = r"[-‐‑‒–—―−ーｰ~〜]"
GAP = rf"(?:{D}|[ ./()・_]){{0,3}}"
KANJI_DIGIT = "[〇零一二三四五六七八九]"
# behind the words that announce a number, up to the number: の番号は, No., :「
TO = r"(?:の?(?:番号|No\.?|no\.?|№|ID))?(?:[はがの:/「(（『=\s]|です|とのこと|、)*(?:No\.?|№)?\s*"
VALUE = rf"(?:(?:[一-鿿]{{2,3}}[都道府県])?第\s?)?[A-Z]{{0,4}}\d(?:\s?{D}?\s?[A-Z0-9])*(?:号(?!室|棟))?"
PLATE_IN_KANA = "なにわ|いわき|つくば|とちぎ|とやま|ひたちなか|しものせき"


def recogniser(kind: str, patterns: dict[str, tuple[float, str]]) -> PatternRecognizer:
    listed = [Pattern(why, regex, certainty) for why, (certainty, regex) in patterns.items()]
    return PatternRecognizer(kind, name=kind, supported_language="ja", patterns=listed, global_regex_flags=re.DOTALL)


def is_my_number(digits: str) -> bool:
    """Twelve digits whose last checks the others: modulus 11, weights 2 to 7 from the right (番号法総務省令 5条)."""
    *payload, check = (int(digit) for digit in digits)
    remainder = sum(digit * (2 + place % 6) for place, digit in enumerate(reversed(payload))) % 11
    return check == (0 if remainder <= 1 else 11 - remainder)


class MyNumber(PatternRecognizer):
    """Twelve digits are a My Number where the check digit is right, or where the text says that they are."""

    SAID = r"(?<=(?:個人番号|マイナンバー|ﾏｲﾅﾝﾊﾞｰ)[^\d\n]{0,12})\d{4}[-‐– ]?\d{4}[-‐– ]?\d{4}(?!\d)"
    ALONE = r"(?<![\d-])\d{4}[-‐– ]?\d{4}[-‐– ]?\d{4}(?![\d-])"

    def __init__(self) -> None:
        patterns = [Pattern("my_number_said", self.SAID, SURE), Pattern("my_number", self.ALONE, LIKELY)]
        super().__init__("my_number", name="my_number", supported_language="ja", patterns=patterns)

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


def recognisers() -> list[EntityRecognizer]:
    """One of each type."""
    return [
        recogniser(
            "phone",
            {
                # 10 or 11 digits from 0, in every spacing
                "phone": (SURE, rf"(?<![\dA-Za-z])(?:\(0\d{{1,4}}\)(?:{GAP}\d){{5,8}}|0(?:{GAP}\d){{9,10}})(?!\d)"),
                "phone_abroad": (SURE, rf"(?<!\d)\+\d(?:{GAP}\d){{7,13}}(?!\d)"),
                "phone_kanji": (SURE, rf"[〇零](?:{GAP}{KANJI_DIGIT}){{9,10}}"),
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
                "postcode_alone": (LIKELY, rf"(?<![\d-])\d{{3}}{D}\d{{4}}(?=\s*[一-鿿])"),
            },
        ),
        MyNumber(),
        recogniser(
            "number",
            {
                "account": (
                    SURE,
                    r"(?:りそな|みずほ|ゆうちょ|あおぞら|きらぼし|[一-鿿ァ-ヴーA-Za-z]{1,10})(?:銀行|信用金庫|信金|信用組合|農協|労働金庫|労金)\s*"
                    r"(?:[一-鿿ァ-ヴーぁ-ん]{1,10}(?:支店|本店|出張所|営業部|店))?\s*(?:普通|当座|貯蓄|\(普\))?\s*(?:預金|口座)?\s*(?:番号|No\.?)?[:\s]*\d{6,8}(?!\d)",
                ),
                "account_said": (
                    SURE,
                    rf"(?<=(?:口座|普通|当座|ゆうちょ|郵便貯金|記号|通帳)(?:番号)?[^\d\n。]{{0,6}})\d(?:{D}?\d){{4,13}}(?!\d)",
                ),
                "card": (SURE, r"(?<![A-Z0-9])[A-Z]{2}\s?\d{8}\s?[A-Z]{2}(?![A-Z0-9])"),
                "passport": (SURE, r"(?<![A-Z0-9])[A-Z]{2}\d{7}(?!\d)"),
                "number_said": (
                    SURE,
                    r"(?<=(?:旅券|パスポート|在留カード|免許証?|運転免許証?|保険証|被保険者証?|記号|受給者証?|負担者|公費|証書|手帳|母子健康手帳|交付|受付|受理|認定|管理|整理|ケース|事件|"
                    r"決定|通知書?|登録|会員|証|通帳|資格|診察券|患者|カルテ|利用者|世帯|宛名|住民票コード|文書)"
                    + TO
                    + rf"){VALUE}(?![日月年歳人円回件時分\d])",
                ),
                "number_labelled": (
                    SURE,
                    rf"(?<=(?:番号|No\.|№|番号は)\s?[:は]?\s?){VALUE}(?![日月年歳人円回件時分\d])",
                ),
                "number_ordinal": (LIKELY, rf"第\s?[A-Z]?\d[\d{D[1:-1]}]{{4,}}号"),
                "number_long": (LIKELY, r"(?<![\d.,-])\d{7,}(?![\d.,]|円)"),
                "number_of_case": (LIKELY, rf"(?<![A-Za-z0-9])[HRS]\d{{1,2}}{D}\d{{3,}}(?!\d)"),
            },
        ),
        recogniser(
            "plate",
            {
                "plate": (
                    SURE,
                    rf"(?:{PLATE_IN_KANA}|[一-鿿]{{1,4}})\s?\d{{2,3}}[A-Z]?\s?[ぁ-んA-Z]\s?(?:\d{{1,2}}{D}\d{{2}}|[・.]{{0,3}}\s?\d{{1,4}})(?!\d|[歳人回件年月日時分])",
                ),
                "plate_small": (SURE, rf"[一-鿿]{{1,5}}[市区町村]\s[ぁ-ん]\s(?:\d{{1,2}}{D}\d{{2}}|\d{{1,4}})(?!\d)"),
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
