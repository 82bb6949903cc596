"""Prose without meaning in four languages, the same for the same seed.

What a search can find is known: `COMMON` stands in one text of fifty, `RARE` in so many texts, however many there are.
"""

import random

COMMON = "harbour"
RARE = "astrolabe"
RARE_TEXTS = 25

_ENGLISH = """
museum collection gallery object curator visitor display story school partner fellow workshop archive label
research conservation textile bronze manuscript river city journey summer programme network colleague training
country exhibition loan community language memory garden market letter photograph drawing ceramic stone paper
light room floor case map coin song dance festival family children teacher student question answer project plan
budget report meeting team office store shelf box record catalogue number date year week day morning evening
visit tour guide talk film sound voice hand eye face name place house street bridge road train ship sea mountain
field tree flower bird animal water fire earth wind colour line shape size weight surface detail pattern style
period century history art craft science nature people society culture heritage tradition future change growth
skill practice method idea example result lesson support help care work time space form part whole side end
beginning middle new old large small open quiet bright careful shared common local national early late first
last good better long short simple rich
"""
_CHINESE = (
    "博物馆收藏品展览观众故事学校伙伴研究保护纺织青铜手稿河流城市旅程夏天项目网络同事培训国家社区语言"
    "记忆花园市场书信照片绘画陶瓷石头纸张光线房间地图钱币歌曲舞蹈节日家庭孩子老师学生问题答案计划报告会议团队办公室"
)
_ARABIC = """
متحف مجموعة قاعة قطعة أمين زائر عرض قصة مدرسة شريك زميل ورشة أرشيف بحث ترميم نسيج برونز مخطوط نهر مدينة رحلة صيف
برنامج شبكة تدريب بلد معرض مجتمع لغة ذاكرة حديقة سوق رسالة صورة رسم خزف حجر ورق ضوء غرفة خريطة عملة أغنية مهرجان
عائلة طفل معلم طالب سؤال جواب مشروع خطة تقرير اجتماع فريق
"""
WORDS = {"en": _ENGLISH.split(), "zh": list(_CHINESE), "ar": _ARABIC.split()}
PARAGRAPHS = 300
"""How many different ones a language has, of some 50 to 100 words."""


class Dice(random.Random):
    """Draws as often for a choice among few as for one among many, so that a page has as many blocks in a small
    database as in a large one: Python's own draws again for some numbers of choices, unless `random` is not its own.
    """

    def random(self) -> float:
        return super().random()


class Prose:
    """Words of one language; `locale` is its code."""

    def __init__(self, locale: str, seed: int) -> None:
        self.locale = locale
        source = Dice(f"{seed} {locale}")
        self.words = WORDS[locale[:2]]
        self.gap, self.stop = ("", "。") if locale.startswith("zh") else (" ", ".")
        self.paragraphs = [" ".join(self.sentence(source, 10, 20) for _ in range(5)) for _ in range(PARAGRAPHS)]

    def sentence(self, source: random.Random, shortest: int, longest: int) -> str:
        words = source.choices(self.words, k=source.randint(shortest, longest))
        return self.gap.join(words).capitalize() + self.stop

    def title(self, source: random.Random) -> str:
        return self.gap.join(source.choices(self.words, k=source.randint(3, 7))).capitalize()
