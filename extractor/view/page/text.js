/* The article with its entities and claims, and what shows beside the pointer. */

// ---- the text ---------------------------------------------------------------------------------------------------

const CHUNK = 12000; // characters of paragraphs that are drawn at once

const drawText = () => {
  const doc = state.doc;
  drawn = { entities: new Map(), claims: new Map(), chips: new Map(), sentences: [], next: 0, doc };
  doc.marks ||= [...doc.entities.flatMap(entity => entity.places), ...doc.claims.flatMap(claim => claim.places)].sort((a, b) => a.begin - b.begin || b.end - a.end);
  const article = el('div', { class: 'article', lang: languageOf(doc) });
  parts.text.replaceChildren(article);
  drawn.article = article;
  drawMore();
};

const drawMore = until => {
  const doc = drawn.doc, begin = drawn.next;
  let end = begin, size = 0;
  while (end < doc.blocks.length && (size < CHUNK || (until !== undefined && doc.blocks[end].begin <= until))) size += doc.blocks[end].end - doc.blocks[end++].begin;
  drawn.sentinel?.remove();
  for (const block of doc.blocks.slice(begin, end)) drawn.article.append(paragraph(doc, block));
  drawn.next = end;
  if (end < doc.blocks.length) {
    drawn.sentinel = el('button', { type: 'button', class: 'plain', onclick: () => drawMore() }, t('more'));
    drawn.article.append(drawn.sentinel);
    const watched = drawn.sentinel;
    new IntersectionObserver((entries, observer) => {
      if (!entries[0].isIntersecting) return;
      observer.disconnect();
      if (watched.isConnected) { drawMore(); mark(); }
    }, { rootMargin: '1200px' }).observe(watched);
  }
  filterText();
  rove();
};

const firstAt = (marks, position) => {
  let low = 0, high = marks.length;
  while (low < high) { const middle = (low + high) >> 1; if (marks[middle].begin < position) low = middle + 1; else high = middle; }
  return low;
};

const paragraph = (doc, block) => {
  const marks = [];
  for (let i = firstAt(doc.marks, block.begin); i < doc.marks.length && doc.marks[i].begin < block.end; i++) if (doc.marks[i].end <= block.end) marks.push(doc.marks[i]);
  const heading = block.kind === 'h';
  const again = heading && doc.text.slice(block.begin, block.end) === doc.title; // it stands above
  const node = el('p', heading && !again ? { class: 'h', role: 'heading', 'aria-level': 2 } : { class: again ? 'again' : block.kind });
  let at = block.begin, number = firstAt(doc.spans, block.begin);
  for (; number < doc.spans.length && doc.spans[number].begin < block.end; number++) {
    const sentence = doc.spans[number];
    if (sentence.begin > at) node.append(...inText(doc.text.slice(at, sentence.begin)));
    node.append(drawSentence(doc, number, marks.filter(found => found.begin >= sentence.begin && found.end <= sentence.end)));
    at = sentence.end;
  }
  if (at < block.end) node.append(...inText(doc.text.slice(at, block.end)));
  return node;
};

const keep = (map, key, node) => { if (map.has(key)) map.get(key).push(node); else map.set(key, [node]); };

const drawSentence = (doc, number, marks) => {
  const sentence = doc.spans[number];
  const node = el('span', { class: 's', 'data-s': number });
  const names = [], slots = [], seen = new Set();
  for (const found of marks) {
    if (found.claim) slots.push(found);
    else if (!seen.has(`${found.begin}-${found.end}`)) { seen.add(`${found.begin}-${found.end}`); names.push(found); }
  }
  const cuts = [...new Set([sentence.begin, sentence.end, ...marks.flatMap(found => [found.begin, found.end])])].sort((a, b) => a - b);
  const stack = []; // of open names: [mark, element]
  for (let i = 0; i + 1 < cuts.length; i++) {
    const begin = cuts[i], end = cuts[i + 1];
    while (stack.length && stack[stack.length - 1][0].end <= begin) stack.pop();
    for (const name of names) {
      if (name.begin !== begin || (stack.length && stack[stack.length - 1][0].end < name.end)) continue;
      /* What can be pressed must not hold what can be pressed: a name inside another is for the pointer. */
      const outer = stack.length ? null : { role: 'button', tabindex: '-1', 'aria-label': `${doc.text.slice(name.begin, name.end)}, ${t(name.entity.type)}` };
      const span = el('span', { class: `m ${typeClass(name.entity.type)}`, ...outer });
      span.entity = name.entity;
      keep(drawn.entities, name.entity, span);
      (stack.length ? stack[stack.length - 1][1] : node).append(span);
      stack.push([name, span]);
    }
    const holding = slots.filter(slot => slot.begin <= begin && slot.end >= end);
    const into = stack.length ? stack[stack.length - 1][1] : node;
    const text = inText(doc.text.slice(begin, end));
    if (!holding.length) { into.append(...text); continue; }
    const leaf = el('span', { class: holding.every(slot => slot.end - slot.begin > 40) ? 'u loose' : 'u' }, text);
    leaf.claims = [...new Set(holding.sort((a, b) => (a.end - a.begin) - (b.end - b.begin)).map(slot => slot.claim))];
    for (const claim of leaf.claims) keep(drawn.claims, claim, leaf);
    into.append(leaf);
  }
  const chips = el('span', { class: 'ks' });
  if (sentence.claims.length) node.append(chips);
  for (const claim of sentence.claims) {
    const chip = el('span', { class: 'k', role: 'button', tabindex: '-1', 'aria-label': `${t(claim.kind)}: ${asText(claim)}` }, glyph(claim.kind));
    chip.claim = claim;
    keep(drawn.chips, claim, chip);
    chips.append(chip);
  }
  drawn.sentences[number] = node;
  return node;
};

const filterText = () => {
  for (const [entity, nodes] of drawn.entities) for (const node of nodes) node.classList.toggle('off', hidden.types.has(entity.type));
  for (const [claim, nodes] of drawn.chips) for (const node of nodes) node.hidden = !isShown(claim);
  for (const node of drawn.article.querySelectorAll('.u')) node.classList.toggle('off', !node.claims.some(isShown));
};

const reveal = number => {
  const doc = state.doc;
  if (!drawn.sentences[number]) drawMore(doc.spans[number].begin);
  mark();
  flash(drawn.sentences[number]);
};
const revealPlace = place => {
  const doc = state.doc, number = firstAt(doc.spans, place.begin + 1) - 1;
  if (number < 0) return;
  if (!drawn.sentences[number]) drawMore(place.begin);
  mark();
  flash(drawn.sentences[number]);
};
const flash = node => {
  if (!node) return;
  const box = node.getBoundingClientRect(), bottom = parts.side.classList.contains('sheet') && getComputedStyle(parts.side).position === 'fixed' ? innerHeight * .4 : innerHeight;
  if (box.top < 70 || box.bottom > bottom - 20) scrollTo({ top: scrollY + box.top - bottom * .3 });
  for (const old of document.querySelectorAll('.s.found')) old.classList.remove('found');
  node.classList.add('found');
  clearTimeout(flash.timer);
  flash.timer = setTimeout(() => node.classList.remove('found'), 2200);
};

/* One stop of the tab key for the whole text; arrows go on from name to name and from claim to claim. */
const stops = () => [...parts.text.querySelectorAll('.m[role]:not(.off), .k:not([hidden])')];
const rove = () => {
  if (parts.text.querySelector('[tabindex="0"]')) return;
  const first = stops()[0];
  if (first) first.tabIndex = 0;
};
const moveTo = node => {
  for (const old of parts.text.querySelectorAll('[tabindex="0"]')) old.tabIndex = -1;
  node.tabIndex = 0;
  node.focus();
};
const onTextKey = event => {
  const node = event.target.closest('.m, .k');
  if (!node) return;
  if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    choose(node.claim || node.entity);
  } else if (['ArrowRight', 'ArrowLeft', 'Home', 'End'].includes(event.key)) {
    event.preventDefault();
    const all = stops(), at = all.indexOf(node);
    const next = event.key === 'Home' ? 0 : event.key === 'End' ? all.length - 1 : at + (event.key === 'ArrowRight' ? 1 : -1);
    if (all[next]) moveTo(all[next]);
  }
};
const onTextClick = event => {
  if (String(getSelection()).length) return;
  const chip = event.target.closest('.k'), name = event.target.closest('.m:not(.off)'), leaf = event.target.closest('.u:not(.off)');
  if (chip) choose(chip.claim);
  else if (name) choose(name.entity);
  else if (leaf) choose(leaf.claims.find(isShown));
  else if (state.chosen) choose(null);
};

// ---- what shows beside the pointer ------------------------------------------------------------------------------

let popTimer, popOwner;
const hidePop = () => {
  clearTimeout(popTimer);
  parts.pop.hidden = true;
  if (popOwner) popOwner.removeAttribute('aria-describedby');
  for (const node of document.querySelectorAll('.kin.passing')) node.classList.remove('kin', 'passing');
  popOwner = null;
};
const pass = node => { if (!node.classList.contains('kin')) node.classList.add('kin', 'passing'); };

const showPop = (owner, pointer) => {
  hidePop();
  const claims = owner.claim ? [owner.claim] : (owner.claims || []).filter(isShown);
  if (!claims.length) return;
  popOwner = owner;
  const shown = claims.slice(0, 2);
  parts.pop.replaceChildren(...shown.map(claim => claimCard(claim, true)),
    ...(claims.length > 2 ? [el('p', { class: 'quiet small' }, `+ ${claims.length - 2}`)] : []));
  for (const claim of shown.slice(0, 1)) {
    eachOf(drawn.chips, claim, pass);
    if (drawn) eachOf(drawn.claims, claim, node => { const name = node.closest('.m'); if (name) pass(name); });
  }
  parts.pop.hidden = false;
  owner.setAttribute('aria-describedby', 'pop');
  const rects = [...owner.getClientRects()];
  const rect = (pointer && rects.find(one => pointer.y >= one.top - 4 && pointer.y <= one.bottom + 4)) || rects[0] || owner.getBoundingClientRect(), size = parts.pop.getBoundingClientRect();
  const below = rect.bottom + 8 + size.height < innerHeight || rect.top < size.height + 60;
  parts.pop.style.left = `${Math.max(12, Math.min(rect.left - 8, innerWidth - size.width - 12))}px`;
  parts.pop.style.top = `${below ? Math.min(rect.bottom + 8, innerHeight - Math.min(size.height, 120)) : rect.top - size.height - 8}px`;
};

const onPass = event => {
  const leaf = event.target.closest?.('.u:not(.off)'), chip = event.target.closest?.('.k'), owner = chip || leaf;
  clearTimeout(popTimer);
  if (owner && owner === popOwner) return;
  const pointer = { x: event.clientX, y: event.clientY };
  popTimer = owner ? setTimeout(() => showPop(owner, pointer), popOwner ? 120 : 260) : setTimeout(hidePop, 220);
};
