"""The languages search understands. A new one is a row here: no code.

Stop words and endings are written as they are folded (``search.analysis.text.fold``). Endings serve words that the
dictionary does not know, all words of a language without one, and a second, wider look for the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Language:
    """How one language is analysed. ``alphabet`` is ``latin``, ``cyrillic`` or ``arabic``.

    ``dictionary``: whether simplemma has its forms. ``endings``: what the light stemmer takes off, once, the longest
    that fits and leaves ``shortest_stem`` letters. ``beginnings``: what is written together with the word that
    follows. ``stop_words``: what says nothing about the matter, dropped from questions.
    """

    code: str
    dictionary: bool
    stop_words: frozenset[str]
    endings: tuple[str, ...]
    alphabet: str = "latin"
    beginnings: tuple[str, ...] = ()
    shortest_stem: int = 3

    @cached_property
    def _ordered(self) -> tuple[str, ...]:
        return tuple(sorted(self.endings, key=len, reverse=True))

    def stem(self, folded: str) -> str:
        """The folded word without its ending."""
        if len(folded) <= self.shortest_stem or folded[0].isdigit():
            return folded
        for ending in self._ordered:
            if folded.endswith(ending) and len(folded) - len(ending) >= self.shortest_stem:
                return folded[: -len(ending)]
        return folded

    def without_beginning(self, folded: str) -> str:
        """The word without an article or conjunction written together with it; itself where there is none."""
        for beginning in self.beginnings:
            if folded.startswith(beginning) and len(folded) - len(beginning) >= 3:
                return folded[len(beginning) :]
        return folded


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _endings(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_POLISH = Language(
    "pl",
    dictionary=True,
    stop_words=_words(
        "polska polsce polske nie ani a aby ale albo az bo by byc byl byla bylo bym byli ci cie "
        "ciebie co cos czego czemu czy czyj czyja czym dla dlaczego do gdy gdzie go i ich ile im inny "
        "ja jak jaka jaki jakie jakich jakim jako je jego jej jemu jest jestem jestes jestesmy sa sie "
        "skad swoj swoja swoje swojego swojej ta tak taka taki tam te tego tej tem ten to tu ty tym "
        "tych twoj u w we wiec wy z za ze zeby kiedy kim kogo komu kto ktora ktore ktory ktorej "
        "ktorego ktorych ma mam masz maja mamy mi mna mnie moga moge mogl moglbym mozna moze mozesz "
        "moj moja moje mojego mojej moim moich moi mu musi musisz musze my na nad nam nami nas nasz "
        "nasza o od on ona one oni oraz po pod powinienem powinnam potrzebuje potrzeba prosze przed "
        "przez przy chce chcemy chcialbym chcialabym trzeba dostac czyli tez jesli jezeli lub juz "
        "mialem robic zrobic zalatwic wiedziec wyglada nalezy"
    ),
    endings=_endings(
        "owaniami owaniach owaniem owania owaniu owanie aniami aniach aniem ania aniu anie eniami "
        "eniach eniem enia eniu enie osciami osciach oscia osci osc owego owemu owych owymi owej owym "
        "owa owe owy owi ego emu ych ymi ich imi iej ami ach owie om ow ej ym im iem em ie ia iu a e "
        "i o u y ac ic yc ec owac uje ujemy ujecie ujesz uja amy asz acie aja ismy iles ilam alem "
        "alam al ala alo ali aly il ila ilo ili ily iony iona ione any ana ane ony ona one ety eta "
        "ete ek ka ki ko ce czny czna czne cznego cznej cznych ski ska skie skiego skiej skich"
    ),
)
_UKRAINIAN = Language(
    "uk",
    dictionary=True,
    alphabet="cyrillic",
    stop_words=_words(
        "польща польщі польщу польщею а або але б би бо був була були було бути в вам вас ваш вже ви "
        "від він вона вони воно все всі вся где де для до є ж же з за зі й його йому із і її їй їм їх "
        "ким коли кого кому котрий куди ли лише має маю маєш мати мене мені ми мій моя моє мої мого "
        "моєї моєму моїх можна можу можеш може можемо мусить мушу на над нам нас наш не ні нею ним "
        "них о об он от по при про під саме свій своя своє свого своєї свої себе собі та так така "
        "такий таке також там те ти тим то той тому треба тут у хто хочу хоче це цей ця ці цього "
        "цьому чи чим чого чому що щоб як яка які який яке якщо яким якого якої потрібно потрібен "
        "потрібна потрібні скільки звідки зробити робити отримати оформити"
    ),
    endings=_endings(
        "уваннями уваннях уванням ування уванню увати ованого ованої ованих ований ована оване ання "
        "анню анням аннях ення енню енням еннях іння інню інням ості істю ість остей остям остях "
        "ського ському ською ських ським ська ське ський ими ого ому ою их им ій ий їй її ією єю ями "
        "ами ях ах ям ам ів їв ові еві єві ем єм ом ею а е и і о у ю я ї є й ь ти ла ло ли в ємо єте "
        "ють уть ать ять ить їть еш єш иш їш емо имо ете ите ка ки ку кою ці ок ник ника ники ників "
        "ниця"
    ),
)
_RUSSIAN = Language(
    "ru",
    dictionary=True,
    alphabet="cyrillic",
    stop_words=_words(
        "польша польше польшу польши польшей не а без бы был была были было быть в вам вас ваш во вот "
        "все всего всех вы где да даже для до его ее ей ему если есть еще ж же за и из или им их к "
        "как какая какие каким какой какого кто куда ли либо мне меня мной мог может можно могу можем "
        "мой моя мое мои моего моей моих моему мы на над надо нам нас наш него нее ней нет ни них но "
        "ну нужно нужен нужна нужны о об от он она они оно по под при про с сам свой своя свое свои "
        "своего своей себя сделать делать со та так такая такой там те тебе тебя то того тоже той "
        "только том тот ты у уже хочу хочет чего чем что чтобы эта эти это этого этой этот я сколько "
        "откуда почему зачем когда получить оформить"
    ),
    endings=_endings(
        "ированием ирования ирование ировать ованиями ованием ования ование ованию ениями ениях ением "
        "ения ению ение аниями аниях анием ания анию ание остями остях остью ости ость ского скому "
        "скими ских ским ской ская ское ский ые ый ой ая ое ого ому ым ыми ых ую ою ий яя ее его ему "
        "им ими их юю ею ями ах ях ам ям ов ев ей ом ем ами иями иях иям ием ию ия ии ие а е и о у ы "
        "ю я й ь ть ти л ла ло ли ет ит ют ут ат ят ешь ишь ете ите ться тся ся сь ка ки ку кой ке ок "
        "ник ника ники ников ница"
    ),
)
_BELARUSIAN = Language(
    "be",
    dictionary=False,
    alphabet="cyrillic",
    stop_words=_words(
        "польшча польшчы польшчу а або але б бо бы была былі было быу быць в вам вас ваш вы гэта гэты "
        "гэтая гэтага да дзе для ды з за зрабіць і іх ім й калі каб каго каму куды ці мне мяне мог "
        "магу можа можна мой мая мае майго маей мы на над нам нас наш не ні ніх о па пад пра пры сабе "
        "свой свая свае сябе та так там тая те той то толькі трэба ты у ужо хачу хто чаго чаму чым "
        "што чы я як якая якія які якое яе ей ен яна яны яно есць ест колькі патрэбна патрэбны "
        "патрэбен рабіць атрымаць"
    ),
    endings=_endings(
        "аваннем авання аванню аванне аваць ваннем вання ванню ванне аннем ання анню анне еннем ення "
        "енню енне інамі асцямі асцях асцю асці асць насцю насці насць скага скаму скімі скіх скім "
        "скай ская скае скі ага ому аму ымі ых ым ай ая ое ае ую ою яй яя яе яга яму імі іх ім ый ій "
        "амі ямі ах ях ам ям оу ау еу яу ей эй ом ем ой ню а е і о у ы ю я й ь ць ці іць "
        "уць юць аць яць еш іш еце іце цца ся ка кі ку кай цы ок нік ніка нікі нікау ніца "
        "іу іла іло ілі ау ала ало алі яу яла яло ялі"
    ),
)
_ENGLISH = Language(
    "en",
    dictionary=True,
    stop_words=_words(
        "poland not no a about am an and are as at be been but by can could did do does doing dont "
        "for from get getting had has have having he her hers him his how i if im in into is it its "
        "ive just long many me mine much must my need needs of on one or our ours out shall she "
        "should so some than that the their them then there these they this those to too us want was "
        "we were what when where which while who whom whose why will with would you your yours please"
    ),
    endings=_endings(
        "izations ization izing ations ation ational ating ators ator ements ement ments ment nesses "
        "ness ings ing edly ed ies ied ier iest y es s e er ers ly al ally able ance ances ence ences "
        "ion ions ity ities ive"
    ),
)
_SPANISH = Language(
    "es",
    dictionary=True,
    stop_words=_words(
        "polonia a al algo ante antes aqui asi aun como con cual cuales cuando cuanto cuanta cuantos "
        "de del desde donde dos e el ella ellas ellos en entre era eres es esa ese eso esta estas "
        "este esto estos estoy ha hace hacer hago hay he la las le les lo los mas me mi mis mia mio "
        "muy necesito necesita no nos nuestro o os otra otro para pero poder por porque pues puede "
        "puedo que quien quiero se sea ser si sin sobre son soy su sus tambien te tener tengo tiene "
        "todo tu tus un una unas uno unos y ya yo obtener conseguir debo"
    ),
    endings=_endings(
        "aciones acion amientos amiento imientos imiento adoras adora adores ador idades idad mente "
        "ancias ancia encias encia ables able ibles ible istas ista osos osas oso osa ados adas ado "
        "ada idos idas ido ida ando iendo aremos eremos iremos aran eran iran ar er ir aba aban ia "
        "ian o a os as e es iones ion s"
    ),
)
_ARABIC = Language(
    "ar",
    dictionary=True,
    alphabet="arabic",
    stop_words=_words(
        "بولندا ا اذا الا التي الذي الي ان انا انت اننا اني او اي اين ايضا ب بعد بعض به بها بين تم ثم "
        "حتي حول خلال دون ذلك سوف علي عليه عن عند عندما غير في فيه قبل قد كان كانت كل كم كما كيف ل لا "
        "لان له لها لي ليس ما ماذا متي مع من منه منها نحن ه هذا هذه هل هنا هناك هو هي و يمكن يمكنني "
        "يجب اريد احتاج استطيع احصل لدي عندي يكون الحصول افعل"
    ),
    endings=_endings("هما كما ها هم هن كم نا ات ان ين ون وا يه ه ي ا ت"),
    beginnings=_endings("وال بال كال فال ولل لل ال و ب ل ف ك"),
)

LANGUAGES: dict[str, Language] = {
    each.code: each for each in (_POLISH, _ENGLISH, _UKRAINIAN, _RUSSIAN, _BELARUSIAN, _SPANISH, _ARABIC)
}


def language(code: str) -> Language:
    """The row of a language; one that has none is searched by its words as they are."""
    return LANGUAGES.get(code) or Language(code, dictionary=False, stop_words=frozenset(), endings=())
