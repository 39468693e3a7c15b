"""What a text says of a label's role: the word for a button, a page, a field beside it, in whatever language."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from stapsgewijs.labels import Role

_WORDS: Final = {
    Role.PAGE: "page pages screen dialog window prompt pagina scherm venster dialoogvenster seite "
    "bildschirm dialogfeld fenster eingabeaufforderung página pantalla ventana mensaje aviso écran "
    "fenêtre invite message boîte_de_dialogue schermata finestra strona stronie ekran okno sida sidan "
    "side siden sivu sayfa sayfası sayfasında stránka stránce oldal страница странице ページ 画面 "
    "ウィンドウ プロンプト ダイアログ 页 页面 頁面 屏幕 畫面 窗口 페이지 화면",
    Role.AREA: "area section region gebied sectie gedeelte deel bereich abschnitt área sección zona "
    "zone domaine sezione obszar obszarze sekcja sekcji område området avsnitt avsnittet alan alanı "
    "bölümü bölümünde oblast oblasti terület область области 領域 エリア セクション 区域 區域 部分 영역 "
    "섹션",
    Role.OPTION: "option choice optie keuze auswahlmöglichkeit opción choix opzione opção opcja opcję "
    "alternativet alternativ seçeneği seçeneğini možnost lehetőség параметр вариант オプション 选项 選項 "
    "옵션",
    Role.BUTTON: "button key knop toets schaltfläche taste botón tecla bouton touche pulsante botão "
    "przycisk knappen knapp knap painike düğmesi düğmesini düğmesine tlačítko gomb gombot кнопку кнопка "
    "ボタン キー 按钮 按鈕 键 단추 버튼",
    Role.FIELD: "field box textbox veld vak tekstvak feld textfeld kontrollfeld campo cuadro champ "
    "zone_de_texte casella pole polu fältet fält felt kenttä alanına mező поле フィールド ボックス 字段 "
    "方塊 필드 상자",
    Role.LINK: "link hyperlink tab koppeling tabblad verknüpfung registerkarte vínculo enlace "
    "pestaña lien onglet collegamento scheda ligação separador łącze kartę länken länk linkki bağlantı "
    "bağlantısı odkaz hivatkozás ссылка ссылку リンク タブ 链接 連結 鏈接 링크",
    Role.MENU: "menu icon menu_item pictogram menuopdracht symbol menü menüelement menüpunkt icono "
    "menú elemento_de_menú icône élément_de_menu icona ícone ikona ikonę ikonen simgesi simgesine ikonu "
    "ikon значок меню アイコン メニュー 图标 圖示 菜单 아이콘",
    Role.CHECK_BOX: "check_box checkbox selectievakje vakje kontrollkästchen casilla "
    "casilla_de_verificación case case_à_cocher casella_di_controllo caixa_de_seleção pole_wyboru "
    "kryssrutan onay_kutusu чекбокс флажок チェック_ボックス チェックボックス 复选框 核取方塊 확인란",
    Role.LIST: "list drop-down_list drop-down dropdown lijst vervolgkeuzelijst keuzelijst liste "
    "dropdownliste dropdown-liste lista lista_desplegable liste_déroulante elenco elenco_a_discesa "
    "lista_rozwijana listan listesi seznam список リスト ドロップダウン_リスト ドロップダウンリスト 列表 "
    "下拉列表 清單 목록",
}
"""The words of each role (`_` for a space)."""

_ROLES: Final = {word.replace("_", " "): role for role, words in _WORDS.items() for word in words.split()}
_LONGEST_WORDS: Final = 3
_SIGNS: Final = " \"'“”„«»‹›‘’‚「」『』【】[]()（）"
_WORD: Final = re.compile(r"[\w-]+")
_SPACELESS: Final = tuple(
    sorted(
        (word for word in _ROLES if not word[0].isascii() and word[0].upper() == word[0].lower()), key=len, reverse=True
    )
)
_REMEMBERED: Final = 16_384


@lru_cache(_REMEMBERED)
def roles_beside(before: str, behind: str) -> tuple[Role, ...]:
    """Return the roles whose word stands directly behind or before a label, with nothing but signs between.

    `before` and `behind` end and begin at the label, and hold no other one.
    """
    found = (_first(behind.lstrip(_SIGNS)), _last(before.rstrip(_SIGNS)))
    return tuple(dict.fromkeys(each for each in found if each is not None))


def _last(text: str) -> Role | None:
    words = _WORD.findall(text[-40:].casefold())
    if not words or not text.casefold().endswith(words[-1]):
        return None
    return _longest([words[-count:] for count in range(_LONGEST_WORDS, 0, -1)]) or _spaceless(text, at_end=True)


def _first(text: str) -> Role | None:
    words = _WORD.findall(text[:40].casefold())
    if not words or not text.casefold().startswith(words[0]):
        return None
    return _longest([words[:count] for count in range(_LONGEST_WORDS, 0, -1)]) or _spaceless(text, at_end=False)


def _longest(ways: list[list[str]]) -> Role | None:
    return next((_ROLES[words] for each in ways if (words := " ".join(each)) in _ROLES), None)


def _spaceless(text: str, *, at_end: bool) -> Role | None:
    """Return the role in a script without spaces, in which other words stand right beside."""
    told = (each for each in _SPACELESS if (text.endswith(each) if at_end else text.startswith(each)))
    return next((_ROLES[each] for each in told), None)
