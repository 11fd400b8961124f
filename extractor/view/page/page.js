/* Puts the page together, and begins. */

const show = (view, then) => {
  state.view = view;
  hidePop();
  for (const name of ['text', 'tables', 'graph']) {
    parts[name].hidden = name !== view;
    parts.tabs[name].setAttribute('aria-selected', String(name === view));
    parts.tabs[name].tabIndex = name === view ? 0 : -1;
  }
  parts.frame.classList.toggle('wide', view === 'tables');
  if (view === 'tables') drawTables();
  if (view === 'graph') drawGraph();
  if (then) then();
};

const setDocument = doc => {
  state.doc = prepare(doc);
  state.chosen = null;
  document.title = `${visible(titleOf(doc))} – spo`;
  parts.title.replaceChildren(...inText(titleOf(doc)));
  parts.title.lang = languageOf(doc) || '';
  const link = /^https?:\/\//.test(doc.iri) && !doc.iri.includes('/id/doc/') ? el('a', { href: doc.iri, rel: 'noreferrer noopener' }, visible(short(doc.iri.replace(/^https?:\/\//, ''), 60))) : null;
  parts.about.replaceChildren(...[doc.publisher && bdi(doc.publisher), doc.author && bdi(doc.author), doc.source && bdi(doc.source), doc.date && doc.date.slice(0, 16).replace('T', ' '), link].filter(Boolean).map(piece => el('span', null, piece)));
  [...parts.list.querySelectorAll('button')].forEach((button, i) => { if (documents[i] === doc) { button.setAttribute('aria-current', 'true'); button.scrollIntoView({ block: 'nearest' }); } else button.removeAttribute('aria-current'); });
  parts.docs.classList.remove('open');
  const joinedNodes = doc.graph ? doc.graph.nodes.length : 0;
  parts.tabs.tables.lastChild.textContent = doc.claims.length;
  parts.tabs.graph.lastChild.textContent = joinedNodes;
  parts.text.replaceChildren();
  drawFilters();
  drawText();
  drawSide();
  show(state.view);
  scrollTo({ top: 0, behavior: 'instant' });
  remember();
};

const THEMES = ['auto', 'light', 'dark'], dark = matchMedia('(prefers-color-scheme: dark)');
let theme = 'auto';
try { theme = THEMES.includes(localStorage.getItem('spo-theme')) ? localStorage.getItem('spo-theme') : 'auto'; } catch { /* not allowed here */ }
const applyTheme = () => {
  document.documentElement.dataset.theme = theme === 'auto' ? (dark.matches ? 'dark' : 'light') : theme;
  if (!parts.theme) return;
  const word = t({ auto: 'colours: as the system has them', light: 'colours: light', dark: 'colours: dark' }[theme]);
  parts.theme.setAttribute('aria-label', word);
  parts.theme.title = word;
  parts.theme.replaceChildren(glyph({ auto: 'auto', light: 'sun', dark: 'moon' }[theme]));
};
dark.addEventListener('change', applyTheme);
applyTheme();

const build = () => {
  const tab = (name, word, count) => parts.tabs[name] = el('button', { type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': `view-${name}`, 'aria-selected': 'false', onclick: () => show(name), onkeydown: tabKeys }, t(word), count ? el('span', { class: 'n' }) : null);
  const panel = name => parts[name] = el('div', { role: 'tabpanel', id: `view-${name}`, 'aria-labelledby': `tab-${name}`, hidden: true });
  parts.tabs = {};
  parts.results = el('ul', { class: 'results', id: 'results', role: 'listbox', 'aria-label': t('Search'), hidden: true });
  parts.search = el('input', { type: 'search', placeholder: t('Search'), 'aria-label': t('Search'), role: 'combobox', 'aria-controls': 'results', 'aria-expanded': 'false', 'aria-autocomplete': 'list', autocomplete: 'off', spellcheck: 'false', oninput: drawResults, onkeydown: onSearchKey, onfocus: drawResults });
  parts.theme = el('button', { type: 'button', class: 'icon', onclick: () => { theme = THEMES[(THEMES.indexOf(theme) + 1) % 3]; try { localStorage.setItem('spo-theme', theme); } catch { /* not allowed here */ } applyTheme(); } });
  const several = documents.length > 1;
  const sums = documents.reduce((sum, doc) => [sum[0] + doc.entities.length, sum[1] + new Set(doc.claims.map(claim => claim.iri)).size], [0, 0]);
  const bar = el('header', { class: 'bar' },
    several ? el('button', { type: 'button', class: 'icon menu', 'aria-label': t('Documents'), onclick: () => parts.docs.classList.toggle('open') }, glyph('menu')) : null,
    el('div', { class: 'brand' }, 'spo', el('span', { class: 'small' }, chinese ? `${several ? `${documents.length} 篇文档 · ` : ''}${sums[0]} 个实体 · ${sums[1]} 条陈述` : `${several ? `${many(documents.length, 'document', 'documents')} · ` : ''}${many(sums[0], 'entity', 'entities')} · ${many(sums[1], 'claim', 'claims')}`)),
    el('div', { class: 'grow' }), el('div', { class: 'search', role: 'search' }, parts.search, parts.results), parts.theme);
  parts.list = el('ul', null, documents.map(doc => el('li', null, el('button', { type: 'button', onclick: () => setDocument(doc) },
    el('span', { class: 'name', lang: languageOf(doc) }, bdi(titleOf(doc))), el('span', { class: 'quiet' }, bdi([doc.publisher, (doc.date || '').slice(0, 10)].filter(Boolean).join(' · ') || doc.name || ''))))));
  parts.docs = el('nav', { class: 'docs', 'aria-label': t('Documents'), hidden: !several }, el('h2', null, `${t('Documents')} ${documents.length}`), parts.list,
    leftOut ? el('p', { class: 'quiet small notice' }, chinese ? `另有 ${leftOut} 篇未收入（--html-limit）。` : `${leftOut.toLocaleString()} more are left out of this page (--html-limit).`) : null);
  parts.title = el('h1', { class: 'title' });
  parts.about = el('div', { class: 'about' });
  parts.filters = el('div', { class: 'filters', role: 'group', 'aria-label': t('Filter rows') });
  const main = el('main', { class: 'main' }, parts.title, parts.about,
    el('div', { class: 'tabs', role: 'tablist' }, tab('text', 'Text'), tab('tables', 'Tables', true), tab('graph', 'Graph', true)),
    parts.filters, panel('text'), panel('tables'), panel('graph'));
  parts.side = el('aside', { class: 'side', 'aria-live': 'polite', 'aria-label': t('Found') });
  parts.pop = el('div', { class: 'pop', id: 'pop', role: 'tooltip', hidden: true });
  parts.frame = el('div', { class: several ? 'frame many' : 'frame' }, parts.docs, main, parts.side);
  const app = document.getElementById('app');
  app.append(bar, parts.frame, parts.pop);
  app.hidden = false;
  applyTheme();
  parts.text.addEventListener('click', onTextClick);
  parts.text.addEventListener('keydown', onTextKey);
  parts.text.addEventListener('pointerover', event => { if (event.pointerType !== 'touch') onPass(event); });
  parts.text.addEventListener('pointerleave', () => { clearTimeout(popTimer); popTimer = setTimeout(hidePop, 220); });
  parts.text.addEventListener('focusin', event => { if (event.target.matches('.k:focus-visible')) showPop(event.target); else hidePop(); });
  parts.text.addEventListener('focusout', () => hidePop());
  parts.pop.addEventListener('pointerenter', () => clearTimeout(popTimer));
  parts.pop.addEventListener('pointerleave', () => { popTimer = setTimeout(hidePop, 220); });
  addEventListener('scroll', () => { if (popOwner && !parts.pop.matches(':hover')) hidePop(); }, { passive: true });
  document.addEventListener('pointerdown', event => {
    if (!event.target.closest('.search')) endSearch();
    if (!event.target.closest('.docs, .menu')) parts.docs.classList.remove('open');
  });
  document.addEventListener('keydown', event => {
    if (event.key === '/' && !event.target.closest('input, select')) { event.preventDefault(); parts.search.focus(); parts.search.select(); }
    if (event.key !== 'Escape') return;
    if (!parts.pop.hidden) hidePop(); else if (parts.docs.classList.contains('open')) parts.docs.classList.remove('open'); else if (state.chosen) choose(null);
  });
  addEventListener('beforeprint', () => {
    if (!state.doc) return;
    drawMore(Infinity);
    if (state.view !== 'graph') drawGraph();
    const docs = [state.doc], saved = state.sort;
    state.sort = null;
    const kinds = ['Person', ...new Set([...KINDS, ...state.doc.claims.map(claim => claim.kind)])].filter(kind => !hidden.kinds.has(kind) && rowsOf(kind, docs).length);
    parts.tables.replaceChildren(...kinds.flatMap(kind => [el('h2', { class: 'print-head' }, plural(kind)), makeTable(kind, docs, '')]));
    state.sort = saved;
    if (net) net.picture.setAttribute('viewBox', `0 0 ${net.graph.width} ${net.graph.height}`);
  });
  addEventListener('afterprint', () => { if (!state.doc) return; drawTables(); if (net && state.view === 'graph') fit(); });
};

const start = () => {
  build();
  if (!documents.length) { parts.frame.replaceChildren(el('p', { class: 'notice' }, t('Nothing was found here.'))); return; }
  goToAddress();
  addEventListener('hashchange', goToAddress);
};
const goToAddress = () => {
  const [, doc, kind, number] = /^#(\d+)(?:\/([ce])(\d+))?$/.exec(location.hash) || [];
  setDocument(documents[doc - 1] || documents[0]);
  const subject = kind && (kind === 'c' ? state.doc.claims : state.doc.entities)[number - 1];
  if (subject) open(state.doc, subject);
};
start();
