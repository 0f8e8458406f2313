"""Pages of our own writing, as Chinese sites build theirs."""

from issues.gathering.fetch import Response

LEAD = (
    "深圳市工业和信息化局近日发布《深圳市算力基础设施示例行动计划》，提出到2027年全市智能算力规模达到示例目标，"
    "建设一批面向中小企业的公共算力平台，并对首次租用国产算力的企业给予补助。"
)
MORE = "计划还要求各区在年底前公布算力供需清单，推动数据中心错峰用电，绿色电力占比逐年提高。"
TITLE = "深圳发布算力基础设施示例行动计划"


def article(title=TITLE, lead=LEAD, more=MORE, *, info="", meta="", head=None, charset="utf-8"):
    head = f"<title>{title}_示例新闻网</title>" if head is None else head
    return f"""<!DOCTYPE html><html><head><meta charset="{charset}">{head}{meta}
<style>.a {{ color: red }}</style><script>var a = "2001-01-01";</script></head><body>
<header><ul><li><a href="/">首页</a></li><li><a href="/news/">新闻</a></li></ul></header>
<div class="main"><h1>{title}</h1><div class="info">{info}</div>
<div class="TRS_Editor"><p>　　{lead}</p><p>　　{more}</p><p>责任编辑：示例</p></div></div>
<div class="side"><ul><li><a href="/1">另一条新闻的标题在这里</a></li></ul></div>
<footer>版权所有 示例新闻网 备案号 00000000</footer></body></html>"""


def response(page, url="https://news.example.com/a/1.html", *, status=200, encoding="utf-8", **kw):
    content_type = kw.pop("content_type", "text/html")
    body = page if isinstance(page, bytes) else page.encode(encoding)
    return Response(url, status, {"content-type": content_type}, body)
