/* Tables of entities and claims: sorted, filtered, of one document or of all. */

const cellOf = (claim, name) => { const slot = slotOf(claim, name); return slot ? { node: () => named(claim, slot), text: slot.value } : null; };
const wordOf = (claim, name) => { const slot = slotOf(claim, name); return slot ? { text: words(slot.value) } : null; };
const periodOf = claim => { const slot = slotOf(claim, 'period'); return slot ? { text: slot.date && slot.date !== slot.value ? `${slot.value} (${slot.date})` : slot.value, key: slot.date || slot.value } : null; };
const qualified = claim => ({ text: ['polarity', 'modality', 'status'].map(name => slotOf(claim, name)).filter(Boolean).map(slot => words(slot.value)).join(', ') });
const confidence = ['Confidence', claim => ({ text: claim.confidence.toFixed(2), key: claim.confidence }), 'num'];
const names = entities => ({ text: entities.join(', ') });
const held = entity => ({ text: entity.claims.filter(claim => claim.kind === 'Position').map(claim => ['title', 'organization'].map(name => slotOf(claim, name)).filter(Boolean).map(slot => slot.value).join(', ')).filter((text, i, all) => all.indexOf(text) === i).join('; ') });
const number = count => ({ text: String(count), key: count });
const entityName = ['Name', entity => ({ node: () => el('span', { class: typeClass(entity.type) }, el('span', { class: 'dot' }), ' ', bdi(entity.label)), text: entity.label }), 'name'];
const COLUMNS = {
  Entities: [entityName, ['Type', entity => ({ text: t(entity.type) })], ['Other names', entity => names(entity.names || [])], ['Mentions', entity => number(entity.places.length), 'num'], ['Claims', entity => number(entity.claims.length), 'num'], ['Same as', entity => entity.same ? { node: () => sameLink(entity.same), text: entity.same } : null]],
  Person: [entityName, ['Positions', held, 'long'], ['Other names', entity => names(entity.names || [])], ['Quotations', entity => number(entity.claims.filter(claim => claim.kind === 'Quotation').length), 'num'], ['Mentions', entity => number(entity.places.length), 'num']],
  Position: [['Holder', claim => cellOf(claim, 'holder'), 'name'], ['Title', claim => cellOf(claim, 'title')], ['Organization', claim => cellOf(claim, 'organization')], ['Status', claim => wordOf(claim, 'status')], ['Period', periodOf], confidence],
  Statistic: [['About', claim => cellOf(claim, 'about'), 'name'], ['Measure', claim => cellOf(claim, 'measure')],
    ['Value', claim => { const slot = slotOf(claim, 'value'); return slot ? { node: () => [changeOf(claim), amount(slot)], text: amount(slot), key: parseFloat(slot.value) } : null; }, 'num'],
    ['As written', claim => { const slot = slotOf(claim, 'value'); return slot && slot.written ? { text: slot.written } : null; }],
    ['Comparison', claim => wordOf(claim, 'comparison')], ['Period', periodOf], ['Scope', claim => cellOf(claim, 'scope')], ['Source', claim => cellOf(claim, 'source')], confidence],
  Quotation: [['Speaker', claim => cellOf(claim, 'speaker'), 'name'], ['Said', claim => cellOf(claim, 'text'), 'long'], ['Cue', claim => cellOf(claim, 'cue')], ['Direct', claim => { const slot = slotOf(claim, 'direct'); return slot && slot.value === 'true' ? { text: t('yes') } : null; }], confidence],
  Relation: [['Subject', claim => claim.slots[0] ? { node: () => named(claim, claim.slots[0]), text: claim.slots[0].value } : null, 'name'], ['Relation', claim => ({ text: words(claim.relation) })],
    ['Object', claim => claim.slots[1] ? { node: () => named(claim, claim.slots[1]), text: claim.slots[1].value } : null], ['Period', periodOf], ['Qualified', qualified], confidence],
};
const columnsOf = (kind, docs) => {
  const own = COLUMNS[kind] || [...new Set(docs.flatMap(doc => doc.claims.filter(claim => claim.kind === kind).flatMap(claim => claim.slots.map(slot => slot.name))))].map(name => [name, claim => cellOf(claim, name)]).concat([confidence]);
  return docs.length > 1 ? [...own, ['Document', subject => ({ text: titleOf(subject.doc) })]] : own;
};
const isEntityTable = kind => kind === 'Entities' || kind === 'Person';
const rowsOf = (kind, docs) => docs.flatMap(doc => isEntityTable(kind)
  ? doc.entities.filter(entity => !hidden.types.has(entity.type) && (kind === 'Entities' || entity.type === kind))
  : doc.claims.filter(claim => claim.kind === kind && isShown(claim)));
const tableDocs = () => state.everywhere ? documents.map(prepare) : [state.doc];
const collator = new Intl.Collator(chinese ? 'zh' : undefined, { numeric: true });

const drawTables = () => {
  const docs = tableDocs();
  const present = [...new Set(['Entities', 'Person', ...KINDS, ...docs.flatMap(doc => doc.claims.map(claim => claim.kind))])];
  const kinds = present.filter(kind => !hidden.kinds.has(kind) && !hidden.types.has(kind) && rowsOf(kind, docs).length);
  if (!kinds.includes(state.table)) state.table = kinds.includes('Statistic') ? 'Statistic' : kinds[0] || 'Entities';
  const tabs = el('div', { class: 'subtabs', role: 'tablist', 'aria-label': t('Tables') }, kinds.map(kind => el('button', {
    type: 'button', role: 'tab', 'aria-selected': String(kind === state.table), tabindex: kind === state.table ? '0' : '-1', 'aria-controls': 'rows',
    onclick: () => { state.table = kind; state.sort = null; drawTables(); parts.tables.querySelector('[aria-selected="true"]').focus(); }, onkeydown: tabKeys,
  }, kind === 'Entities' ? t(kind) : plural(kind), el('span', { class: 'n' }, rowsOf(kind, docs).length))));
  const filter = el('input', { type: 'search', placeholder: t('Filter rows'), 'aria-label': t('Filter rows'), value: state.filter, oninput: event => { state.filter = event.target.value; drawRows(); } });
  const scope = documents.length > 1 ? el('select', { 'aria-label': t('Documents'), onchange: event => { state.everywhere = event.target.value === 'all'; drawTables(); } },
    el('option', { value: 'one', selected: !state.everywhere }, t('This document')), el('option', { value: 'all', selected: state.everywhere }, t('All documents'))) : null;
  const rows = el('div', { id: 'rows', role: 'tabpanel', 'aria-label': t('Tables') });
  parts.tables.replaceChildren(el('h2', { class: 'print-head' }, t('Tables')), el('div', { class: 'tools' }, tabs), el('div', { class: 'tools' }, filter, scope), rows);
  parts.rows = rows;
  drawRows();
};

const ROWS = 150; // that are drawn at once

const makeTable = (kind, docs, filter) => {
  const columns = columnsOf(kind, docs);
  const wanted = filter.trim().toLowerCase();
  let rows = rowsOf(kind, docs).map(subject => ({ subject, cells: columns.map(([, cell]) => cell(subject)) }));
  if (wanted) rows = rows.filter(row => row.cells.some(cell => cell && cell.text.toLowerCase().includes(wanted)));
  const used = columns.map((_, i) => rows.some(row => row.cells[i] && row.cells[i].text));
  const sort = state.sort;
  if (sort) {
    const key = row => { const cell = row.cells[sort.column]; return cell ? (cell.key ?? cell.text) : ''; };
    rows.sort((a, b) => { const x = key(a), y = key(b); return sort.way * (typeof x === 'number' && typeof y === 'number' ? x - y : collator.compare(String(x), String(y))); });
  }
  const body = el('tbody');
  let next = 0;
  const drawSome = () => {
    for (const row of rows.slice(next, next + ROWS)) {
      const node = el('tr', { tabindex: '0', class: row.subject === state.chosen ? 'on' : null, lang: languageOf(row.subject.doc) }, columns.map(([, , looks], i) => used[i] ? el('td', { class: looks }, row.cells[i] ? (row.cells[i].node ? row.cells[i].node() : bdi(row.cells[i].text)) : '') : null));
      node.subject = row.subject;
      body.append(node);
    }
    next += ROWS;
    if (next < rows.length) new IntersectionObserver((entries, observer) => { if (entries[0].isIntersecting) { observer.disconnect(); drawSome(); } }, { rootMargin: '800px' }).observe(body.lastChild);
  };
  drawSome();
  const go = event => {
    const row = event.target.closest('tr');
    if (!row || event.target.closest('button, a') || String(getSelection()).length) return;
    open(row.subject.doc, row.subject, 'text');
  };
  body.addEventListener('click', go);
  body.addEventListener('keydown', event => {
    const row = event.target.closest('tr');
    if (event.target !== row) return;
    if (event.key === 'Enter') go(event);
    const other = event.key === 'ArrowDown' ? row.nextSibling : event.key === 'ArrowUp' ? row.previousSibling : null;
    if (other) { event.preventDefault(); other.focus(); }
  });
  if (!rows.length) return el('p', { class: 'empty' }, t('Nothing matches.'));
  return el('div', { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': kind === 'Entities' ? t(kind) : plural(kind) }, el('table', null, el('thead', null, el('tr', null, columns.map(([name, , looks], i) => used[i] ? el('th', {
    scope: 'col', class: looks === 'num' ? 'num' : null, 'aria-sort': sort && sort.column === i ? (sort.way > 0 ? 'ascending' : 'descending') : null,
  }, el('button', { type: 'button', onclick: () => { state.sort = { column: i, way: sort && sort.column === i ? -sort.way : looks === 'num' ? -1 : 1 }; drawRows(i); } }, t(name), glyph('up'))) : null))), body));
};

const drawRows = focused => {
  parts.rows.replaceChildren(makeTable(state.table, tableDocs(), state.filter));
  if (focused !== undefined) parts.rows.querySelector('th[aria-sort] button')?.focus();
};

const tabKeys = event => {
  const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (!by) return;
  event.preventDefault();
  const all = [...event.target.closest('[role="tablist"]').querySelectorAll('[role="tab"]')];
  const next = all[(all.indexOf(event.target.closest('[role="tab"]')) + by + all.length) % all.length];
  next.focus();
  next.click();
};
