#include "input/html_hints.h"

/* Names that only articles have. */
#define ARTICLE (HINT_TEXT | HINT_ARTICLE)

enum { LONGEST = 200 };

typedef enum { HINT_WORD, HINT_PREFIX, HINT_ANYWHERE } HintMatch;

/* `word` is lower case; a class or id is cut into words at what is no letter or digit and before capitals. */
typedef struct {
  const char *word;
  HintMatch match;
  unsigned hints;
} HintWord;

static const HintWord HINT_WORDS[] = {
    /* Where the article is: names that big sites and content management systems use for nothing else */
    {"articlebody", HINT_ANYWHERE, ARTICLE},
    {"article_body", HINT_ANYWHERE, ARTICLE},
    {"article-body", HINT_ANYWHERE, ARTICLE},
    {"articlecontent", HINT_ANYWHERE, ARTICLE},
    {"article_content", HINT_ANYWHERE, ARTICLE},
    {"article-content", HINT_ANYWHERE, ARTICLE},
    {"articletext", HINT_ANYWHERE, ARTICLE},
    {"article-text", HINT_ANYWHERE, ARTICLE},
    {"entry-content", HINT_ANYWHERE, ARTICLE},
    {"post-content", HINT_ANYWHERE, ARTICLE},
    {"post-body", HINT_ANYWHERE, ARTICLE},
    {"story-body", HINT_ANYWHERE, ARTICLE},
    {"storybody", HINT_ANYWHERE, ARTICLE},
    {"trs_editor", HINT_ANYWHERE, ARTICLE},
    {"js_content", HINT_ANYWHERE, ARTICLE},
    {"artibody", HINT_ANYWHERE, ARTICLE},
    {"zhengwen", HINT_ANYWHERE, ARTICLE},
    {"rm_txt", HINT_ANYWHERE, ARTICLE},
    {"show_text", HINT_ANYWHERE, ARTICLE},
    {"ucap-content", HINT_ANYWHERE, ARTICLE},
    {"newscontent", HINT_ANYWHERE, ARTICLE},
    {"news_content", HINT_ANYWHERE, ARTICLE},
    {"news-content", HINT_ANYWHERE, ARTICLE},
    {"endtext", HINT_WORD, ARTICLE},
    {"post_text", HINT_ANYWHERE, ARTICLE},
    {"cnt_bd", HINT_ANYWHERE, ARTICLE},
    {"detail-content", HINT_ANYWHERE, ARTICLE},
    {"main-aticle", HINT_ANYWHERE, ARTICLE},
    {"content_area", HINT_ANYWHERE, ARTICLE},
    {"wp_articlecontent", HINT_ANYWHERE, ARTICLE},
    /* Where it may be */
    {"article", HINT_PREFIX, HINT_TEXT},
    {"content", HINT_PREFIX, HINT_TEXT},
    {"main", HINT_WORD, HINT_TEXT},
    {"body", HINT_WORD, HINT_TEXT},
    {"text", HINT_WORD, HINT_TEXT},
    {"txt", HINT_WORD, HINT_TEXT},
    {"post", HINT_WORD, HINT_TEXT},
    {"entry", HINT_WORD, HINT_TEXT},
    {"story", HINT_WORD, HINT_TEXT},
    {"detail", HINT_PREFIX, HINT_TEXT},
    {"news", HINT_WORD, HINT_TEXT},
    {"editor", HINT_WORD, HINT_TEXT},
    {"wenzhang", HINT_ANYWHERE, HINT_TEXT},
    /* Menus, trails, pages */
    {"nav", HINT_WORD, HINT_NAVIGATION},
    {"navbar", HINT_PREFIX, HINT_NAVIGATION},
    {"navigation", HINT_PREFIX, HINT_NAVIGATION},
    {"topnav", HINT_PREFIX, HINT_NAVIGATION},
    {"subnav", HINT_PREFIX, HINT_NAVIGATION},
    {"mainnav", HINT_PREFIX, HINT_NAVIGATION},
    {"menu", HINT_PREFIX, HINT_NAVIGATION},
    {"daohang", HINT_ANYWHERE, HINT_NAVIGATION},
    {"breadcrumb", HINT_ANYWHERE, HINT_NAVIGATION},
    {"crumb", HINT_PREFIX, HINT_NAVIGATION},
    {"crumbs", HINT_WORD, HINT_NAVIGATION},
    {"pager", HINT_WORD, HINT_NAVIGATION},
    {"pagination", HINT_PREFIX, HINT_NAVIGATION},
    {"masthead", HINT_WORD, HINT_NAVIGATION},
    {"topbar", HINT_WORD, HINT_NAVIGATION},
    {"logo", HINT_WORD, HINT_NAVIGATION},
    {"search", HINT_WORD, HINT_NAVIGATION},
    {"sitemap", HINT_WORD, HINT_NAVIGATION},
    {"channel", HINT_WORD, HINT_NAVIGATION},
    {"login", HINT_PREFIX, HINT_NAVIGATION},
    {"signin", HINT_WORD, HINT_NAVIGATION},
    {"skip", HINT_WORD, HINT_NAVIGATION},
    {"tags", HINT_WORD, HINT_NAVIGATION},
    {"tagcloud", HINT_PREFIX, HINT_NAVIGATION},
    {"taglist", HINT_PREFIX, HINT_NAVIGATION},
    /* Readers */
    {"comment", HINT_WORD, HINT_COMMENTS},
    {"comments", HINT_WORD, HINT_COMMENTS},
    {"commentlist", HINT_PREFIX, HINT_COMMENTS},
    {"commentbox", HINT_PREFIX, HINT_COMMENTS},
    {"commentarea", HINT_PREFIX, HINT_COMMENTS},
    {"commentsection", HINT_PREFIX, HINT_COMMENTS},
    {"disqus", HINT_PREFIX, HINT_COMMENTS},
    {"pinglun", HINT_ANYWHERE, HINT_COMMENTS},
    {"liuyan", HINT_ANYWHERE, HINT_COMMENTS},
    {"gentie", HINT_PREFIX, HINT_COMMENTS},
    {"respond", HINT_WORD, HINT_COMMENTS},
    {"discussion", HINT_WORD, HINT_COMMENTS},
    /* Other articles */
    {"related", HINT_PREFIX, HINT_RELATED},
    {"relate", HINT_WORD, HINT_RELATED},
    {"relevant", HINT_WORD, HINT_RELATED},
    {"xiangguan", HINT_ANYWHERE, HINT_RELATED},
    {"recommend", HINT_PREFIX, HINT_RELATED},
    {"tuijian", HINT_ANYWHERE, HINT_RELATED},
    {"trending", HINT_WORD, HINT_RELATED},
    {"popular", HINT_WORD, HINT_RELATED},
    {"hotnews", HINT_PREFIX, HINT_RELATED},
    {"rank", HINT_WORD, HINT_RELATED},
    {"ranking", HINT_WORD, HINT_RELATED},
    {"rankings", HINT_WORD, HINT_RELATED},
    {"paihang", HINT_ANYWHERE, HINT_RELATED},
    {"mostread", HINT_PREFIX, HINT_RELATED},
    {"readmore", HINT_WORD, HINT_RELATED},
    {"teaser", HINT_PREFIX, HINT_RELATED},
    {"teasers", HINT_WORD, HINT_RELATED},
    {"outbrain", HINT_ANYWHERE, HINT_RELATED},
    {"taboola", HINT_ANYWHERE, HINT_RELATED},
    {"yarpp", HINT_PREFIX, HINT_RELATED},
    /* Advertisement */
    {"ad", HINT_WORD, HINT_ADVERT},
    {"ads", HINT_WORD, HINT_ADVERT},
    {"adbox", HINT_PREFIX, HINT_ADVERT},
    {"adsense", HINT_PREFIX, HINT_ADVERT},
    {"adsbygoogle", HINT_WORD, HINT_ADVERT},
    {"advert", HINT_PREFIX, HINT_ADVERT},
    {"guanggao", HINT_ANYWHERE, HINT_ADVERT},
    {"sponsor", HINT_PREFIX, HINT_ADVERT},
    {"promo", HINT_PREFIX, HINT_ADVERT},
    {"banner", HINT_WORD, HINT_ADVERT},
    {"newsletter", HINT_PREFIX, HINT_ADVERT},
    {"subscribe", HINT_PREFIX, HINT_ADVERT},
    {"subscription", HINT_PREFIX, HINT_ADVERT},
    {"paywall", HINT_PREFIX, HINT_ADVERT},
    {"cookie", HINT_PREFIX, HINT_ADVERT},
    {"cookies", HINT_WORD, HINT_ADVERT},
    {"consent", HINT_WORD, HINT_ADVERT},
    {"gdpr", HINT_WORD, HINT_ADVERT},
    {"popup", HINT_PREFIX, HINT_ADVERT},
    {"modal", HINT_PREFIX, HINT_ADVERT},
    /* Tools */
    {"share", HINT_PREFIX, HINT_SHARE},
    {"sharing", HINT_WORD, HINT_SHARE},
    {"sharedaddy", HINT_WORD, HINT_SHARE},
    {"social", HINT_PREFIX, HINT_SHARE},
    {"fenxiang", HINT_ANYWHERE, HINT_SHARE},
    {"bdsharebuttonbox", HINT_WORD, HINT_SHARE},
    {"toolbar", HINT_WORD, HINT_SHARE},
    {"tools", HINT_WORD, HINT_SHARE},
    {"qrcode", HINT_PREFIX, HINT_SHARE},
    {"erweima", HINT_ANYWHERE, HINT_SHARE},
    /* Foot of the page */
    {"footer", HINT_PREFIX, HINT_FOOTER},
    {"foot", HINT_WORD, HINT_FOOTER},
    {"copyright", HINT_PREFIX, HINT_FOOTER},
    {"banquan", HINT_ANYWHERE, HINT_FOOTER},
    {"friendlink", HINT_PREFIX, HINT_FOOTER},
    {"youlian", HINT_ANYWHERE, HINT_FOOTER},
    {"legal", HINT_WORD, HINT_FOOTER},
    {"disclaimer", HINT_WORD, HINT_FOOTER},
    {"statement", HINT_WORD, HINT_FOOTER},
    {"shengming", HINT_ANYWHERE, HINT_FOOTER},
    /* Beside the text */
    {"sidebar", HINT_PREFIX, HINT_SIDEBAR},
    {"sider", HINT_WORD, HINT_SIDEBAR},
    {"rightbar", HINT_PREFIX, HINT_SIDEBAR},
    {"leftbar", HINT_PREFIX, HINT_SIDEBAR},
    {"rail", HINT_WORD, HINT_SIDEBAR},
    {"widget", HINT_PREFIX, HINT_SIDEBAR},
    {"widgets", HINT_WORD, HINT_SIDEBAR},
    /* Captions */
    {"caption", HINT_PREFIX, HINT_CAPTION},
    {"figcaption", HINT_WORD, HINT_CAPTION},
    {"imgdesc", HINT_WORD, HINT_CAPTION},
    {"img_desc", HINT_ANYWHERE, HINT_CAPTION},
    {"pictext", HINT_PREFIX, HINT_CAPTION},
    {"pic_title", HINT_ANYWHERE, HINT_CAPTION},
    {"tupian_desc", HINT_ANYWHERE, HINT_CAPTION},
    {"picnote", HINT_WORD, HINT_CAPTION},
    {"tuzhu", HINT_ANYWHERE, HINT_CAPTION},
    /* Text that is not shown */
    {"screen-reader-text", HINT_ANYWHERE, HINT_UNSEEN},
    {"visually-hidden", HINT_ANYWHERE, HINT_UNSEEN},
    {"visuallyhidden", HINT_ANYWHERE, HINT_UNSEEN},
    {"sr-only", HINT_ANYWHERE, HINT_UNSEEN},
    /* Dates */
    {"published", HINT_WORD, HINT_PUBLISHED},
    {"pubdate", HINT_PREFIX, HINT_PUBLISHED},
    {NULL, HINT_WORD, 0},
};

static bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

static bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || is_upper(c) || (c >= '0' && c <= '9');
}

/* Hints of one word in lower case. */
static unsigned word_hints(Slice word) {
  unsigned hints = 0;
  for (const HintWord *entry = HINT_WORDS; entry->word; entry++) {
    if (entry->match == HINT_ANYWHERE || entry->word[0] != word.data[0]) continue;
    Slice wanted = slice_of(entry->word);
    if (entry->match == HINT_PREFIX ? slice_starts_with(word, wanted) : slice_equal(word, wanted))
      hints |= entry->hints;
  }
  return hints;
}

unsigned html_hints(Slice names) {
  char lower[LONGEST];
  if (names.length > LONGEST) names.length = LONGEST;
  for (size_t i = 0; i < names.length; i++) {
    lower[i] = is_upper(names.data[i]) ? (char)(names.data[i] | 0x20) : names.data[i];
  }
  Slice all = {lower, names.length};
  unsigned hints = 0;
  for (const HintWord *entry = HINT_WORDS; entry->word; entry++) {
    if (entry->match == HINT_ANYWHERE && slice_find(all, slice_of(entry->word)) != SIZE_MAX) hints |= entry->hints;
  }
  for (size_t begin = 0, end; begin < names.length; begin = end) {
    for (end = begin; end < names.length && is_word(names.data[end]); end++) {
      if (end > begin && is_upper(names.data[end]) && !is_upper(names.data[end - 1])) break; /* articleBody */
    }
    if (end > begin) {
      hints |= word_hints((Slice){lower + begin, end - begin});
    } else {
      end++;
    }
  }
  return hints;
}
