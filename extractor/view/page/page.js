'use strict';
/* The page of a run of spo: reads the data blocks (page_data.h says what is in them) and draws them.

   What comes from a document is put into the page as text, never as markup, and nothing is loaded. */
(() => {
  // ---- words -------------------------------------------------------------------------------------------------------

  const CHINESE = {
    'Text': '正文', 'Tables': '表格', 'Graph': '关系图', 'Documents': '文档', 'Search': '搜索', 'Menu': '目录',
    'Person': '人物', 'Organization': '机构', 'Place': '地点', 'Product': '产品', 'Event': '活动', 'Work': '作品', 'Topic': '主题', 'Group': '群体',
    'People': '人物', 'Entities': '实体', 'Positions': '职务', 'Statistics': '统计', 'Quotations': '引语', 'Relations': '关系',
    'Position': '职务', 'Statistic': '统计', 'Quotation': '引语', 'Relation': '关系',
    'Name': '名称', 'Other names': '别名', 'Type': '类型', 'Mentions': '提及', 'Claims': '陈述', 'Same as': '同', 'Holder': '任职者', 'Title': '头衔',
    'Status': '状态', 'Period': '时间', 'About': '对象', 'Measure': '指标', 'Value': '数值', 'As written': '原文', 'Change': '增减', 'Comparison': '比较', 'Scope': '范围',
    'Source': '来源', 'Speaker': '说话者', 'Said': '内容', 'Cue': '动词', 'Direct': '直接引语', 'Subject': '主体', 'Object': '客体', 'Qualified': '限定',
    'Confidence': '置信度', 'Document': '文档', 'Rule': '规则', 'Sentence': '句子', 'Most named': '提及最多', 'Found': '所得',
    'This document': '本文', 'All documents': '全部文档', 'Filter rows': '筛选', 'Nothing matches.': '没有相符的内容。', 'Nothing was found here.': '没有找到内容。',
    'Close': '关闭', 'previous': '上一处', 'next': '下一处', 'larger': '放大', 'smaller': '缩小', 'fit': '适应',
    'colours: as the system has them': '颜色：随系统', 'colours: light': '颜色：浅色', 'colours: dark': '颜色：深色', 'yes': '是', 'more': '更多',
    'Open in the text': '在正文中查看', 'carried on from before': '承前', 'Entities that stand alone': '没有连线的实体',
    'No entity is joined to another here.': '没有相互关联的实体。',
  };
  const chinese = /^zh\b/.test(navigator.language || '');
  const t = word => (chinese && CHINESE[word]) || word;
  const many = (count, one, more) => `${count.toLocaleString()} ${count === 1 ? one : more}`;

  // ---- making elements ---------------------------------------------------------------------------------------------

  const fill = (node, properties, children) => {
    for (const [name, value] of Object.entries(properties || {})) {
      if (value === undefined || value === null || value === false) continue;
      if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? '' : value);
    }
    node.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
    return node;
  };
  const el = (tag, properties, ...children) => fill(document.createElement(tag), properties, children);
  const svg = (tag, properties, ...children) =>
    fill(document.createElementNS('http://www.w3.org/2000/svg', tag), properties, children);
  const GLYPHS = {
    Position: 'M8 8.2a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4zM2.8 13.6c.5-2.5 2.5-3.7 5.2-3.7s4.7 1.2 5.2 3.7',
    Statistic: 'M3 13.2V9M8 13.2V3M13 13.2V6.4',
    Quotation: 'M6.6 4.2C4.5 5 3.3 6.6 3.3 9.2v2.6h3.4V8.6H5M13 4.2c-2.1.8-3.3 2.4-3.3 5v2.6h3.4V8.6h-1.7',
    Relation: 'M2.5 8h10M9 4.5 12.5 8 9 11.5',
    other: 'M8 3.2 12.8 8 8 12.8 3.2 8z',
    sun: 'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 1.5v1.4M8 13.1v1.4M1.5 8h1.4M13.1 8h1.4M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1',
    moon: 'M13 9.6A5.6 5.6 0 0 1 6.4 3 5.6 5.6 0 1 0 13 9.6z',
    auto: 'M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11',
    menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11', close: 'M4 4l8 8M12 4l-8 8', left: 'M10 3.5 5.5 8 10 12.5', right: 'M6 3.5 10.5 8 6 12.5',
    up: 'M4 10l4-4 4 4', plus: 'M8 3.5v9M3.5 8h9', minus: 'M3.5 8h9', fit: 'M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3',
  };
  const glyph = name => svg('svg', { viewBox: '0 0 16 16', class: 'glyph', 'aria-hidden': 'true' }, svg('path', { d: GLYPHS[name] || GLYPHS.other }));
  const bdi = text => el('bdi', null, visible(text));

  /* Embedding controls would let a text rearrange what stands around it: they are shown, not obeyed. */
  const CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g;
  const visible = text => String(text).replace(CONTROLS, c => `⟨${c.charCodeAt(0).toString(16)}⟩`);
  const inText = text => {
    const parts = [];
    let done = 0;
    for (const found of text.matchAll(CONTROLS)) {
      parts.push(text.slice(done, found.index),
        el('span', { class: 'control', title: `U+${found[0].charCodeAt(0).toString(16).toUpperCase()}` }, 'bidi'));
      done = found.index + 1;
    }
    parts.push(text.slice(done));
    return parts.filter(part => part !== '');
  };

  // ---- the documents -----------------------------------------------------------------------------------------------

  const documents = [...document.querySelectorAll('script.document')].map(block => {
    const data = JSON.parse(block.textContent);
    block.remove();
    return data;
  });
  const leftOut = +document.getElementById('left-out').textContent;
  const TYPES = ['Person', 'Organization', 'Place', 'Product', 'Event', 'Work', 'Topic', 'Group'];
  const KINDS = ['Position', 'Statistic', 'Quotation', 'Relation'];
  const PLURALS = { Person: 'People', Position: 'Positions', Statistic: 'Statistics', Quotation: 'Quotations', Relation: 'Relations' };
  const plural = kind => t(PLURALS[kind] || kind);
  const extras = [];
  const typeClass = type => {
    if (TYPES.includes(type)) return `t-${type}`;
    if (!extras.includes(type)) extras.push(type);
    return `t-extra${extras.indexOf(type) % 2 + 1}`;
  };
  const kindOf = claim => claim.relation ? 'Relation' : claim.frame;
  const titleOf = doc => doc.title || doc.text.slice(0, 60).split('\n')[0] || doc.name || doc.iri;
  const languageOf = doc => /^zh-hant/i.test(doc.language || '') ? 'zh-Hant' : doc.language;

  /* Code points to units of JavaScript's strings, where they differ. */
  const unitsOf = text => {
    if (!/[\ud800-\udbff]/.test(text)) return null;
    const units = [];
    for (let i = 0; i < text.length; i++) {
      units.push(i);
      if (text.charCodeAt(i) >= 0xd800 && text.charCodeAt(i) < 0xdc00) i++;
    }
    units.push(text.length);
    return units;
  };

  const slotOf = (claim, name) => claim.slots.find(slot => slot.name === name);

  /* Brings a document's data into shape, the first time that it is needed: positions, claims that say the same as one,
     which claims are whose. */
  const prepare = doc => {
    if (doc.ready) return doc;
    const units = unitsOf(doc.text);
    const at = position => units ? units[position] : position;
    doc.points = units;
    doc.spans = [];
    for (let i = 0; i < doc.sentences.length; i += 2) doc.spans.push({ begin: at(doc.sentences[i]), end: at(doc.sentences[i + 1]), claims: [] });
    doc.blocks = [];
    for (let i = 0; i < doc.paragraphs.length; i += 3) doc.blocks.push({ begin: at(doc.paragraphs[i]), end: at(doc.paragraphs[i + 1]), kind: doc.paragraphs[i + 2] });
    doc.entities.forEach((entity, number) => {
      Object.assign(entity, { doc, number, claims: [], places: [] });
      for (let i = 0; i < entity.mentions.length; i += 2) entity.places.push({ begin: at(entity.mentions[i]), end: at(entity.mentions[i + 1]), entity });
    });
    const byIri = new Map();
    for (const raw of doc.claims) {
      const known = byIri.get(raw.iri);
      const claim = known || Object.assign(raw, { doc, kind: kindOf(raw), places: [], rules: [] });
      if (!known) byIri.set(raw.iri, claim);
      for (const slot of raw.slots) {
        if (slot.begin === undefined) continue;
        claim.places.push({ begin: at(slot.begin), end: at(slot.end), claim, slot });
        if (!slot.written) slot.written = doc.text.slice(at(slot.begin), at(slot.end));
      }
      if (!claim.rules.some(rule => rule.name === raw.rule)) claim.rules.push({ name: raw.rule, file: raw.file, line: raw.line });
      claim.confidence = Math.max(claim.confidence, raw.confidence);
      for (const number of [raw.sentence, ...(raw.more || [])]) {
        (claim.where ||= []).push(number);
        if (!doc.spans[number].claims.includes(claim)) doc.spans[number].claims.push(claim);
      }
    }
    doc.claims = [...byIri.values()];
    doc.claims.forEach((claim, number) => {
      claim.number = number;
      claim.entities = [...new Set(claim.slots.filter(slot => slot.entity !== undefined).map(slot => doc.entities[slot.entity]))];
      for (const entity of claim.entities) entity.claims.push(claim);
    });
    doc.byIri = byIri;
    const entityByIri = new Map(doc.entities.map(entity => [entity.iri, entity]));
    for (const node of doc.graph.nodes) {
      node.entity = entityByIri.get(node.iri) || { doc, iri: node.iri, id: node.iri, label: node.text, type: 'Topic', claims: [], places: [], rdf: [], number: -1 };
    }
    doc.byId = new Map(doc.entities.map(entity => [entity.id, entity]));
    doc.ready = true;
    return doc;
  };

  // ---- state -------------------------------------------------------------------------------------------------------

  const state = { doc: null, view: 'text', chosen: null, table: 'Statistic', everywhere: false, sort: null, filter: '' };
  const hidden = { types: new Set(), kinds: new Set() };
  const isShown = claim => !hidden.kinds.has(claim.kind) && !(claim.entities[0] && hidden.types.has(claim.entities[0].type));
  const parts = {}; // of the page
  let drawn; // elements of the text: by entity, by claim, by sentence

  // ---- how things are put ------------------------------------------------------------------------------------------

  const reference = entity => el('button', {
    class: `ref ${typeClass(entity.type)}`, type: 'button', title: t(entity.type), onclick: event => { event.stopPropagation(); open(entity.doc, entity); },
  }, bdi(entity.label));
  const named = (claim, slot) => slot.entity === undefined ? bdi(slot.value) : reference(claim.doc.entities[slot.entity]);
  const words = camel => camel.replace(/^.*:/, '').replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  const CHANGES = { increase: '↑', decrease: '↓', unchanged: '=' };
  const BOUNDS = { 'at-least': '≥', 'at-most': '≤', 'more-than': '>', 'less-than': '<', approximately: '≈', 'about': '≈' };
  const grouped = digits => {
    const [whole, fraction] = String(digits).split('.');
    const spaced = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
    return fraction ? `${spaced}.${fraction}` : spaced;
  };
  const amount = slot => {
    const bound = BOUNDS[slot.bound] ? `${BOUNDS[slot.bound]} ` : '';
    const upper = slot.upper ? `–${grouped(slot.upper)}` : '';
    const unit = slot.unit ? (slot.unit === '%' ? '%' : ` ${slot.unit}`) : '';
    return `${bound}${grouped(slot.value)}${upper}${unit}`;
  };
  const changeOf = claim => {
    const slot = slotOf(claim, 'change');
    return slot && CHANGES[slot.value] ? el('span', { class: slot.value === 'increase' ? 'up' : slot.value === 'decrease' ? 'down' : '', title: words(slot.value) }, CHANGES[slot.value] + ' ') : null;
  };
  const joined = (pieces, by) => pieces.filter(Boolean).flatMap((piece, i) => i ? [by, piece] : [piece]);
  const short = (text, most) => [...text].length > most ? `${[...text].slice(0, most).join('')}…` : text;

  const SAYS = {
    Position: claim => joined([slotOf(claim, 'holder'), slotOf(claim, 'title'), slotOf(claim, 'organization')].map(slot => slot && named(claim, slot)), ' · '),
    Statistic: claim => {
      const [about, measure, value, period] = ['about', 'measure', 'value', 'period'].map(name => slotOf(claim, name));
      const number = value && el('strong', null, changeOf(claim), bdi(value.written && value.written.length < 40 ? value.written : amount(value)));
      return joined([about && named(claim, about), measure && named(claim, measure), number, period && el('span', { class: 'quiet' }, bdi(period.value))], ' · ');
    },
    Quotation: claim => {
      const speaker = slotOf(claim, 'speaker'), text = slotOf(claim, 'text');
      return [speaker && named(claim, speaker), speaker && ': ', el('q', null, bdi(short(text ? text.value : '', 160)))];
    },
    Relation: claim => joined([claim.slots[0] && named(claim, claim.slots[0]), el('span', { class: 'quiet' }, words(claim.relation)), claim.slots[1] && named(claim, claim.slots[1])], ' '),
  };
  const says = claim => (SAYS[claim.kind] || (other => joined(other.slots.map(slot => named(other, slot)), ' · ')))(claim);
  const asText = claim => says(claim).map(part => typeof part === 'string' ? part : part && part.textContent).join('');

  const turtle = (subject, rdf, doc) => {
    const token = (text, place) => {
      const entity = doc.byId.get(text);
      if (entity) return el('button', { type: 'button', class: 'ref ' + typeClass(entity.type), onclick: () => open(doc, entity) }, visible(text));
      return el('span', { class: text.startsWith('"') || /^[-\d]|^true$|^false$/.test(text) ? 'l' : place }, visible(text));
    };
    const lines = [visible(subject)];
    for (let i = 0; i < rdf.length; i += 2) lines.push('\n  ', token(rdf[i], 'p'), ' ', token(rdf[i + 1], ''), i + 2 < rdf.length ? ' ;' : ' .');
    return el('pre', { class: 'rdf', tabindex: '0', 'aria-label': 'Turtle' }, lines);
  };
  const meter = value => [el('span', { class: 'meter', 'aria-hidden': 'true' }, widthOf(el('i'), value)), value.toFixed(2)];
  const widthOf = (node, share) => { node.style.width = `${Math.round(share * 100)}%`; return node; };

  // ---- cards -------------------------------------------------------------------------------------------------------

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

  // ---- choosing ----------------------------------------------------------------------------------------------------

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

  // ---- the text ----------------------------------------------------------------------------------------------------

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

  // ---- what shows beside the pointer -------------------------------------------------------------------------------

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

  // ---- tables ------------------------------------------------------------------------------------------------------

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

  // ---- the graph ---------------------------------------------------------------------------------------------------

  let net;
  const drawGraph = () => {
    const doc = state.doc, graph = doc.graph;
    net = null;
    if (!graph || !graph.nodes.length) {
      parts.graph.replaceChildren(el('p', { class: 'empty' }, t('No entity is joined to another here.')));
      return;
    }
    const picture = svg('svg', { class: 'net', viewBox: `0 0 ${graph.width} ${graph.height}`, role: 'group', 'aria-label': t('Graph'), lang: languageOf(doc) });
    const scene = svg('g');
    picture.append(scene);
    net = { picture, nodes: [], edges: [], graph, box: null };
    for (const edge of graph.edges) {
      const claims = edge.claims.map(iri => doc.byIri.get(iri)).filter(Boolean);
      const group = svg('g', { class: `edge${edge.doubt ? ' doubt' : ''}`, role: 'button', tabindex: '0', 'aria-label': claims.map(asText).join('; ') || edge.lines.join(', ') },
        svg('path', { class: 'wide', d: edge.path }), svg('path', { d: edge.path }), svg('path', { class: 'head', d: edge.head }),
        edge.lines.length ? svg('rect', { x: edge.x - edge.w / 2, y: edge.y - edge.h / 2, width: edge.w, height: edge.h, rx: 3 }) : null,
        edge.lines.map((line, i) => svg('text', { x: edge.x, y: edge.y + (i - (edge.lines.length - 1) / 2) * 15 }, visible(line))));
      group.claims = claims;
      group.ends = [edge.from, edge.to];
      const act = () => { if (claims.length) choose(claims[(claims.indexOf(state.chosen) + 1) % claims.length]); };
      group.addEventListener('click', event => { event.stopPropagation(); act(); });
      group.addEventListener('keydown', event => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); act(); } });
      net.edges.push(group);
      scene.append(group);
    }
    for (const node of graph.nodes) {
      const entity = node.entity;
      const group = svg('g', { class: `node ${typeClass(entity.type)}`, role: 'button', tabindex: '0', 'aria-label': `${entity.label}, ${t(entity.type)}` },
        svg('title', null, visible(entity.label)),
        svg('rect', { x: node.x, y: node.y, width: node.w, height: node.h, rx: 6 }),
        svg('text', { x: node.x + node.w / 2, y: node.y + node.h / 2 }, visible(node.text || entity.label)));
      group.entity = entity;
      group.addEventListener('click', event => { event.stopPropagation(); choose(entity); });
      group.addEventListener('keydown', event => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); choose(entity); } });
      net.nodes.push(group);
      scene.append(group);
    }
    const button = (name, word, act) => el('button', { type: 'button', class: 'icon', 'aria-label': t(word), title: t(word), onclick: act }, glyph(name));
    parts.graph.replaceChildren(el('h2', { class: 'print-head' }, t('Graph')), el('div', { class: 'stage' }, picture, el('div', { class: 'zoom' },
      graph.left ? el('span', { class: 'quiet small' }, chinese ? `另有 ${graph.left} 个实体未画出` : `${many(graph.left, 'more entity', 'more entities')} left out`) : null, el('span', { class: 'grow' }),
      button('plus', 'larger', () => zoom(1 / 1.3)), button('minus', 'smaller', () => zoom(1.3)), button('fit', 'fit', () => fit()))));
    drag(picture);
    fit();
    filterGraph();
    markGraph();
  };

  const setBox = box => { net.box = box; net.picture.setAttribute('viewBox', `${box.x} ${box.y} ${box.w} ${box.h}`); };
  const fit = () => {
    const { width, height } = net.graph, most = innerHeight * .74;
    let room = net.picture.getBoundingClientRect();
    /* Small graphs stay small; of large ones the upper left is shown at a size that can be read. */
    const scale = Math.max(.62, Math.min(1.15, Math.min(room.width / width, most / height) || 1));
    net.picture.style.height = `${Math.round(Math.min(most, height * scale))}px`;
    room = net.picture.getBoundingClientRect();
    const w = (room.width || width) / scale, h = (room.height || height) / scale;
    setBox({ x: w > width ? (width - w) / 2 : 0, y: h > height ? (height - h) / 2 : 0, w, h });
  };
  const zoom = (by, cx = .5, cy = .5) => {
    const box = net.box, w = Math.min(Math.max(box.w * by, 200), net.graph.width * 3 + 400), real = w / box.w;
    setBox({ x: box.x + box.w * (1 - real) * cx, y: box.y + box.h * (1 - real) * cy, w, h: box.h * real });
  };
  const drag = picture => {
    const pointers = new Map();
    let moved = false, spread = 0;
    picture.addEventListener('pointerdown', event => { pointers.set(event.pointerId, event); moved = false; spread = 0; });
    picture.addEventListener('pointermove', event => {
      const last = pointers.get(event.pointerId);
      if (!last) return;
      pointers.set(event.pointerId, event);
      const room = picture.getBoundingClientRect();
      if (pointers.size === 2) {
        const [a, b] = [...pointers.values()], now = Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
        if (spread) zoom(spread / now, ((a.clientX + b.clientX) / 2 - room.left) / room.width, ((a.clientY + b.clientY) / 2 - room.top) / room.height);
        spread = now;
        return;
      }
      const dx = event.clientX - last.clientX, dy = event.clientY - last.clientY;
      if (!moved && Math.abs(dx) + Math.abs(dy) < 3) { pointers.set(event.pointerId, last); return; }
      if (!moved) { moved = true; picture.setPointerCapture(event.pointerId); }
      setBox({ ...net.box, x: net.box.x - dx * net.box.w / room.width, y: net.box.y - dy * net.box.h / room.height });
    });
    for (const end of ['pointerup', 'pointercancel']) picture.addEventListener(end, event => pointers.delete(event.pointerId));
    picture.addEventListener('click', () => { if (!moved && state.chosen) choose(null); });
    picture.addEventListener('wheel', event => {
      if (!event.ctrlKey && !event.metaKey) return; // the page scrolls
      event.preventDefault();
      const room = picture.getBoundingClientRect();
      zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, (event.clientX - room.left) / room.width, (event.clientY - room.top) / room.height);
    }, { passive: false });
  };
  const filterGraph = () => {
    if (!net) return;
    const off = net.graph.nodes.map(node => hidden.types.has(node.entity.type));
    net.nodes.forEach((node, i) => node.classList.toggle('off', off[i]));
    for (const edge of net.edges) edge.classList.toggle('off', off[edge.ends[0]] || off[edge.ends[1]] || (edge.claims.length > 0 && !edge.claims.some(claim => !hidden.kinds.has(claim.kind))));
  };
  const markGraph = () => {
    if (!net) return;
    const chosen = state.chosen;
    const near = new Set();
    for (const edge of net.edges) {
      const mine = chosen && (chosen.kind ? edge.claims.includes(chosen) : edge.ends.some(end => net.graph.nodes[end].entity === chosen));
      edge.classList.toggle(chosen && chosen.kind ? 'on' : 'kin', !!mine);
      if (!mine) edge.classList.remove('on', 'kin');
      if (mine) edge.ends.forEach(end => near.add(end));
    }
    let found = near.size > 0;
    net.nodes.forEach((node, i) => {
      const on = chosen !== null && node.entity === chosen;
      found ||= on;
      node.classList.toggle('on', on);
      node.classList.toggle('kin', !on && near.has(i));
    });
    net.picture.classList.toggle('chosen', found);
  };

  // ---- search ------------------------------------------------------------------------------------------------------

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

  // ---- filters -----------------------------------------------------------------------------------------------------

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

  // ---- the whole ---------------------------------------------------------------------------------------------------

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
})();
