"""Mail domains whose addresses belong to anybody: what one of their customers does says nothing about the others.

Every other domain is some company's, school's or person's own, and a hundred accounts of it in an hour are one deed.
"""

from __future__ import annotations

#: Each gives addresses to the public, by the million. A provider that is missing here only makes a limit be reached
#: sooner by its new members; one that is listed wrongly takes a limit away from whoever owns the domain.
_LARGE = """
    gmail.com googlemail.com outlook.com outlook.fr outlook.jp hotmail.com hotmail.fr hotmail.se hotmail.co.uk live.com
    live.fr live.se live.jp msn.com yahoo.com yahoo.fr yahoo.se yahoo.de yahoo.es yahoo.it yahoo.co.uk yahoo.co.jp
    ymail.com icloud.com me.com mac.com aol.com proton.me protonmail.com pm.me tutanota.com tuta.com zoho.com gmx.com
    gmx.de gmx.net gmx.fr web.de t-online.de freenet.de mail.com mail.ru yandex.ru yandex.com inbox.ru bk.ru list.ru
    orange.fr wanadoo.fr free.fr sfr.fr laposte.net neuf.fr bbox.fr telia.com bredband.net spray.se comhem.se
    libero.it virgilio.it alice.it tiscali.it wp.pl o2.pl onet.pl seznam.cz abv.bg ukr.net naver.com daum.net
    hanmail.net qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com aliyun.com 139.com 189.cn
    docomo.ne.jp ezweb.ne.jp au.com softbank.ne.jp i.softbank.jp nifty.com biglobe.ne.jp ocn.ne.jp so-net.ne.jp
    rakuten.jp comcast.net verizon.net att.net btinternet.com sky.com bigpond.com fastmail.com hey.com posteo.de
"""
LARGE = frozenset(_LARGE.split())


def own_domain(address: str | None) -> str | None:
    """The domain of a mail address in lower case; None for no address, and for a large provider's."""
    domain = (address or "").rpartition("@")[2].lower()
    return domain if domain and domain not in LARGE else None
