"""What the columns of a table hold, by their heads: 标题, 内容摘要, 信息来源 and the like."""

from issues.text import tidy

from .labels import role_of

WORDS = {
    "title": "名称 项目 文章 新闻 仓库 信息标题 repo name",
    "summary": "说明 描述 介绍 项目介绍 description",
    "section": "栏目 板块 版块 分类 类别 类型 领域",
    "number": "序号 编号 序 no no. #",
}
ROLES = {word: role for role, words in WORDS.items() for word in words.split()}
LONGEST = 12


def role_of_head(text: str) -> str:
    """One of title summary source tags region section number; "" for other text."""
    word = tidy.squeeze(text).strip(":：").lower()
    return (ROLES.get(word) or role_of(word)) if len(word) <= LONGEST else ""
