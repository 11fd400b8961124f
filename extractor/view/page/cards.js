/* The card beside the text, and what is chosen. */

// ---- cards ------------------------------------------------------------------------------------------------------

const QUALITIES = { polarity: 1, modality: 1, status: 1, bound: 1, change: 1, comparison: 1, direct: 1 };
const slotValue = (claim, slot) => {
  const value = slot.unit !== undefined || slot.bound || slot.name === 'value' ? amount(slot) : QUALITIES[slot.name] ? words(slot.value) : null;
  const main = value === null ? named(claim, slot) : bdi(value);
  const written = slot.written && slot.written !== slot.value && slot.written.length < 60 && slot.written !== value;
  const notes = joined([slot.date && slot.date !== slot.value && bdi(slot.date), written && bdi(slot.written), slot.carried && t('carried on from before')], ', ');
  return notes.length ? [main, el('span', { class: 'quiet' }, ' (', notes, ')')] : [main];
};

const claimCard = (claim, brief) => {
  const rule = claim.rules[0];
  return el('div', { class: 'card' },
    el('div', { class: 'top' }, glyph(claim.kind), t(claim.kind), el('span', { class: 'grow' }), ...(brief ? [] : [closer()])),
    brief ? null : el('h2', { class: 'only-read' }, t(claim.kind)),
    el('p', { class: 'says', lang: languageOf(claim.doc) }, says(claim)),
    el('dl', null,
      brief ? [] : claim.slots.map(slot => [el('dt', null, slot.name), el('dd', { lang: languageOf(claim.doc) }, slotValue(claim, slot))]),
      el('dt', null, t('Rule')), el('dd', null, rule.name, brief ? null : el('span', { class: 'quiet' }, ` ${rule.file}:${rule.line}`), claim.rules.length > 1 ? el('span', { class: 'quiet' }, ` + ${claim.rules.length - 1}`) : null),
      el('dt', null, t('Confidence')), el('dd', null, meter(claim.confidence))),
    turtle(claim.id, claim.rdf || [], claim.doc),
    brief ? null : [
      el('h3', null, t('Sentence')),
      el('ul', { class: 'lines', lang: languageOf(claim.doc) }, claim.where.slice(0, 8).map(number =>
        el('li', null, el('button', { type: 'button', class: 'line', onclick: () => show('text', () => reveal(number)) },
          bdi(claim.doc.text.slice(claim.doc.spans[number].begin, claim.doc.spans[number].end)))))),
    ]);
};

const closer = () => el('button', { type: 'button', class: 'icon close', 'aria-label': t('Close'), onclick: () => choose(null) }, glyph('close'));

const claimLines = claims => el('ul', { class: 'lines' }, claims.map(claim => el('li', null,
  el('button', { type: 'button', class: 'line', onclick: () => choose(claim) }, plainSays(claim)))));
/* The same without buttons inside. */
const plainSays = claim => says(claim).map(part => {
  if (!part || typeof part === 'string') return part;
  for (const button of part.matches('button') ? [part] : part.querySelectorAll('button')) {
    const span = el('span', { class: button.className }, ...button.childNodes);
    if (button === part) return span;
    button.replaceWith(span);
  }
  return part;
});

const sameLink = iri => /^https?:\/\//.test(iri) ? el('a', { href: iri, rel: 'noreferrer noopener' }, visible(iri)) : bdi(iri);

const entityCard = entity => {
  let place = -1;
  const count = el('span');
  const tell = () => { count.textContent = entity.places.length ? `${place < 0 ? '' : `${place + 1} / `}${entity.places.length}` : '0'; };
  const step = by => {
    place = (place < 0 && by < 0 ? 0 : place) + by;
    place = (place + entity.places.length) % entity.places.length;
    tell();
    show('text', () => revealPlace(entity.places[place]));
  };
  tell();
  const groups = [...new Set([...KINDS, ...entity.claims.map(claim => claim.kind)])];
  return el('div', { class: 'card' },
    el('div', { class: `top ${typeClass(entity.type)}` }, el('span', { class: 'dot' }), t(entity.type), el('span', { class: 'grow' }),
      entity.places.length ? el('span', { class: 'step' },
        el('button', { type: 'button', 'aria-label': `${t('Mentions')}: ${t('previous')}`, onclick: () => step(-1) }, glyph('left')), count,
        el('button', { type: 'button', 'aria-label': `${t('Mentions')}: ${t('next')}`, onclick: () => step(1) }, glyph('right'))) : null, closer()),
    el('h2', { lang: languageOf(entity.doc) }, bdi(entity.label)),
    el('dl', null,
      entity.names ? [el('dt', null, t('Other names')), el('dd', { lang: languageOf(entity.doc) }, joined(entity.names.map(bdi), ', '))] : [],
      el('dt', null, 'IRI'), el('dd', null, bdi(entity.iri)),
      entity.same ? [el('dt', null, t('Same as')), el('dd', null, sameLink(entity.same), entity.score ? el('span', { class: 'quiet' }, ` (${entity.score})`) : null)] : []),
    groups.map(kind => {
      const claims = entity.claims.filter(claim => claim.kind === kind);
      return claims.length ? [el('h3', null, `${plural(kind)} ${claims.length}`), claimLines(claims)] : [];
    }).flat(),
    el('details', null, el('summary', null, 'RDF'), turtle(entity.id, entity.rdf, entity.doc)));
};

const overview = doc => {
  const ranked = [...doc.entities].filter(entity => !hidden.types.has(entity.type)).sort((a, b) => b.places.length - a.places.length || b.claims.length - a.claims.length).slice(0, 12);
  const most = Math.max(1, ...ranked.map(entity => entity.places.length));
  const kinds = [...new Set([...KINDS, ...doc.claims.map(claim => claim.kind)])].map(kind => [kind, doc.claims.filter(claim => claim.kind === kind).length]).filter(([, count]) => count);
  return el('div', { class: 'card' },
    el('h2', { class: 'only-read' }, t('Found')),
    el('h3', { class: 'first' }, t('Most named')),
    ranked.length ? ranked.map(entity => el('button', { type: 'button', class: `count ${typeClass(entity.type)}`, onclick: () => open(doc, entity) },
      el('span', { class: 'name', lang: languageOf(doc) }, el('span', { class: 'dot' }), bdi(entity.label)), widthOf(el('span', { class: 'rod' }), entity.places.length / most), el('span', { class: 'n' }, entity.places.length))) : el('p', { class: 'quiet' }, t('Nothing was found here.')),
    kinds.length ? [el('h3', null, t('Found')), el('ul', { class: 'lines' }, kinds.map(([kind, count]) => el('li', null,
      el('button', { type: 'button', class: 'line', onclick: () => { state.table = kind; show('tables'); } }, `${plural(kind)} `, el('span', { class: 'quiet' }, count)))))] : null,
    doc.iri ? [el('h3', null, t('Document')), el('p', { class: 'small' }, bdi(doc.iri))] : null);
};

const drawSide = () => {
  const chosen = state.chosen;
  const card = !chosen ? overview(state.doc) : chosen.kind ? claimCard(chosen) : entityCard(chosen);
  parts.side.replaceChildren(card);
  parts.side.classList.toggle('sheet', !!chosen);
  parts.side.scrollTop = 0;
};

// ---- choosing ---------------------------------------------------------------------------------------------------

const eachOf = (map, key, act) => { for (const node of map.get(key) || []) act(node); };

const mark = () => {
  const chosen = state.chosen;
  for (const node of parts.text.querySelectorAll('.on, .kin')) node.classList.remove('on', 'kin');
  if (chosen && drawn) {
    const claims = chosen.kind ? [chosen] : chosen.claims.filter(isShown);
    if (!chosen.kind) eachOf(drawn.entities, chosen, node => node.classList.add('on'));
    for (const claim of claims) {
      eachOf(drawn.claims, claim, node => node.classList.add('on'));
      eachOf(drawn.chips, claim, node => node.classList.add(chosen.kind ? 'on' : 'kin'));
      if (chosen.kind) for (const entity of claim.entities) eachOf(drawn.entities, entity, node => node.closest('.s') && claim.where.includes(+node.closest('.s').dataset.s) && node.classList.add('kin'));
    }
  }
  for (const row of parts.tables.querySelectorAll('tbody tr')) row.classList.toggle('on', chosen !== null && row.subject === chosen);
  markGraph();
};

const choose = (subject, quietly) => {
  state.chosen = subject;
  hidePop();
  mark();
  drawSide();
  if (!quietly) remember();
};

/* Opens a document at an entity or claim. */
const open = (doc, subject, view) => {
  if (state.doc !== doc) setDocument(doc);
  if (view) show(view);
  choose(subject);
  if (subject && state.view === 'text') {
    if (subject.kind) reveal(subject.where[0]);
    else if (subject.places.length && !isVisible(subject)) revealPlace(subject.places[0]);
  }
};

const isVisible = entity => (drawn.entities.get(entity) || []).some(node => {
  const box = node.getBoundingClientRect();
  return box.top > 60 && box.bottom < innerHeight;
});

const remember = () => {
  const number = documents.indexOf(state.doc) + 1, chosen = state.chosen;
  const place = `#${number}${chosen ? `/${chosen.kind ? 'c' : 'e'}${chosen.number + 1}` : ''}`;
  try { history.replaceState(null, '', place); } catch { /* pages of files may not be allowed to */ }
};
