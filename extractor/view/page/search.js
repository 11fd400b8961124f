/* Search over all documents; types and kinds that are left out. */

// ---- search -----------------------------------------------------------------------------------------------------

const MOST = { entities: 8, sentences: 24, documents: 6 };
const marked = (text, wanted) => {
  const at = text.toLowerCase().indexOf(wanted);
  if (at < 0) return [visible(short(text, 90))];
  const from = Math.max(0, at - 24);
  return [from ? '…' : '', visible(text.slice(from, at)), el('mark', null, visible(text.slice(at, at + wanted.length))), visible(short(text.slice(at + wanted.length), 60))];
};
const find = wanted => {
  const found = { documents: [], entities: [], sentences: [] };
  for (const doc of documents) {
    if (found.documents.length < MOST.documents && documents.length > 1 && titleOf(doc).toLowerCase().includes(wanted)) found.documents.push(doc);
    prepare(doc);
    for (const entity of doc.entities) if (found.entities.length < 200 && [entity.label, ...(entity.names || [])].some(name => name.toLowerCase().includes(wanted))) found.entities.push(entity);
    if (found.sentences.length >= MOST.sentences) continue;
    const text = doc.lower ||= doc.text.toLowerCase();
    if (text.length !== doc.text.length) continue;
    for (let at = text.indexOf(wanted); at >= 0 && found.sentences.length < MOST.sentences;) {
      const number = firstAt(doc.spans, at + 1) - 1, span = doc.spans[number];
      if (span && at < span.end) found.sentences.push([doc, number]);
      at = text.indexOf(wanted, span && at < span.end ? span.end : at + wanted.length);
    }
  }
  found.entities.sort((a, b) => (b.doc === state.doc) - (a.doc === state.doc) || b.places.length - a.places.length);
  found.entities.length = Math.min(found.entities.length, MOST.entities);
  return found;
};
const drawResults = () => {
  const wanted = parts.search.value.trim().toLowerCase();
  parts.results.hidden = !wanted;
  parts.search.setAttribute('aria-expanded', String(!!wanted));
  parts.search.removeAttribute('aria-activedescendant');
  if (!wanted) return;
  const found = find(wanted), many = documents.length > 1;
  const where = doc => many ? el('span', { class: 'quiet small' }, ' — ', bdi(short(titleOf(doc), 40))) : null;
  let count = 0;
  const option = (act, ...content) => {
    const node = el('li', { role: 'option', id: `result-${++count}`, 'aria-selected': 'false', onclick: () => { endSearch(); act(); } }, content);
    node.act = act;
    return node;
  };
  const group = (name, options) => options.length ? [el('li', { class: 'head', role: 'presentation' }, name), ...options] : [];
  const list = [
    ...group(t('Documents'), found.documents.map(doc => option(() => open(doc, null, 'text'), marked(titleOf(doc), wanted)))),
    ...group(t('Entities'), found.entities.map(entity => option(() => open(entity.doc, entity), el('span', { class: typeClass(entity.type) }, el('span', { class: 'dot' }), ' '), marked(entity.label, wanted), where(entity.doc)))),
    ...group(t('Text'), found.sentences.map(([doc, number]) => option(() => { open(doc, null, 'text'); reveal(number); }, marked(doc.text.slice(doc.spans[number].begin, doc.spans[number].end), wanted), where(doc)))),
  ];
  parts.results.replaceChildren(...(list.length ? list : [el('li', { class: 'head', role: 'presentation' }, t('Nothing matches.'))]));
};
const endSearch = () => { parts.results.hidden = true; parts.search.setAttribute('aria-expanded', 'false'); };
const onSearchKey = event => {
  const options = [...parts.results.querySelectorAll('[role="option"]')], at = options.findIndex(node => node.getAttribute('aria-selected') === 'true');
  if (event.key === 'Escape') { event.stopPropagation(); parts.search.value = ''; drawResults(); parts.search.blur(); return; }
  if (event.key === 'Enter' && options.length) { event.preventDefault(); options[Math.max(at, 0)].click(); return; }
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (!by || !options.length) return;
  event.preventDefault();
  if (at >= 0) options[at].setAttribute('aria-selected', 'false');
  const next = options[at < 0 ? (by > 0 ? 0 : options.length - 1) : (at + by + options.length) % options.length];
  next.setAttribute('aria-selected', 'true');
  next.scrollIntoView({ block: 'nearest' });
  parts.search.setAttribute('aria-activedescendant', next.id);
};

// ---- filters ----------------------------------------------------------------------------------------------------

const drawFilters = () => {
  const doc = state.doc;
  const counted = (all, order) => { const counts = new Map(); for (const one of all) counts.set(one, (counts.get(one) || 0) + 1); return [...counts].sort((a, b) => rank(order, a[0]) - rank(order, b[0])); };
  const rank = (order, one) => order.includes(one) ? order.indexOf(one) : order.length;
  const box = (set, name, count, className) => el('label', { class: className }, el('input', {
    type: 'checkbox', checked: !set.has(name), onchange: event => { if (event.target.checked) set.delete(name); else set.add(name); refilter(); },
  }), t(name), el('span', { class: 'n' }, count));
  const types = counted(doc.entities.map(entity => entity.type), TYPES), kinds = counted(doc.claims.map(claim => claim.kind), KINDS);
  parts.filters.replaceChildren(...types.map(([name, count]) => box(hidden.types, name, count, typeClass(name))),
    types.length && kinds.length ? el('span', { class: 'gap', 'aria-hidden': 'true' }) : '', ...kinds.map(([name, count]) => box(hidden.kinds, name, count)));
};
const refilter = () => {
  filterText();
  filterGraph();
  if (state.view === 'tables') drawTables();
  mark();
  if (!state.chosen) drawSide();
};
