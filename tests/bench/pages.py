"""Puts around a page what news sites put around theirs: styles, scripts with their state as JSON, menus, teasers, a footer. The same bytes in every run."""
import re

CHANNELS = "要闻 财经 科技 体育 文化 教育 健康 军事 国际 地方 视频 图片 房产 汽车 旅游 时尚 游戏 读书 历史 公益".split()
TOPICS = "春运首日客流平稳 新书推荐 周末去哪儿 十大景区排行 本周天气 名家谈写作 小区改造进行时 看图识植物 高考志愿怎么填 一图读懂新规".split()


def styles(size):
    rule = ".c-%d__item--%x{display:flex;margin:0 %dpx 12px;color:#%06x;transition:opacity .2s ease-in-out}\n@media(max-width:%dpx){.c-%d{float:none}}\n"
    made = "".join(rule % (i, i * 7919, i % 40, i * 65537 % 0xFFFFFF, 320 + i % 900, i) for i in range(size // 130))
    return f"<style>{made}</style>"


def state(size):
    item = '{"id":"a%07d","type":"teaser","title":"%s","url":"/%s/2026/%d.shtml","flags":[true,false,null],"weight":%.3f},'
    made = "".join(item % (i, TOPICS[i % 10], CHANNELS[i % 20], i * 13, i / 7) for i in range(size // 130))
    return f"<script>window.__STATE__={{\"items\":[{made}null],\"user\":null}};</script>"


def code(size):
    line = "function f%d(a,b){if(a<b&&!window.x%d){document.querySelector('.c-%d').addEventListener('click',function(e){e.preventDefault();t(%d,a)})}return a>>>%d}\n"
    made = "".join(line % (i, i, i, i, i % 31) for i in range(size // 160))
    return f"<script>{made}</script>"


def menu(links):
    made = "".join(f'<li class="nav__item"><a href="/{CHANNELS[i % 20]}/{i}/" data-track="nav-{i}">{CHANNELS[i % 20]}</a></li>' for i in range(links))
    return f'<nav class="site-nav"><ul>{made}</ul></nav>'


def teasers(count):
    made = "".join(
        f'<li class="teaser"><a href="/n/{i}.shtml"><img src="//img.example.org/{i}.jpg" alt="" loading="lazy" width="160" height="90">'
        f'<span class="teaser__title">{TOPICS[i % 10]}</span></a><span class="teaser__meta">{i % 24:02d}:{i % 60:02d}</span></li>'
        for i in range(count))
    return f'<aside class="related"><h2>相关阅读</h2><ul>{made}</ul></aside>'


FOOTER = '<footer class="site-footer"><p>版权所有</p><p><a href="/about">关于我们</a> <a href="/contact">联系我们</a></p></footer>'


def surrounded(page):
    """120 KB around `page` (bytes). Pages that are in no encoding of ASCII's kind stay as they are."""
    if b"<body" not in page.lower() or b"</body" not in page.lower():
        return page
    charset = "gb18030" if re.search(rb"charset=[\"']?gb", page[:2000], re.I) else "utf-8"
    head = (styles(30000) + code(20000)).encode(charset)
    front, behind = menu(150).encode(charset), (teasers(60) + FOOTER + state(45000)).encode(charset)
    page = re.sub(rb"</head\s*>", lambda m: head + m.group(), page, count=1, flags=re.I)
    page = re.sub(rb"<body[^>]*>", lambda m: m.group() + front, page, count=1, flags=re.I)
    return re.sub(rb"</body\s*>", lambda m: behind + m.group(), page, count=1, flags=re.I)
