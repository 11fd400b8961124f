'use strict';
/* The page of a run of spo. The scripts of this folder are put one behind the other, in the order of CMakeLists.txt, and
   stand in the page as one: data.js, cards.js, text.js, tables.js, graph.js, search.js, page.js.

   Here: the words of the page, how elements are made, the data blocks (page_data.h says what is in them) and what is made
   of them, and how entities and claims are put into words. What comes from a document is put into the page as text, never
   as markup, and nothing is loaded. */

// ---- words ------------------------------------------------------------------------------------------------------

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

// ---- making elements --------------------------------------------------------------------------------------------

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

// ---- the documents ----------------------------------------------------------------------------------------------

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

// ---- state ------------------------------------------------------------------------------------------------------

const state = { doc: null, view: 'text', chosen: null, table: 'Statistic', everywhere: false, sort: null, filter: '' };
const hidden = { types: new Set(), kinds: new Set() };
const isShown = claim => !hidden.kinds.has(claim.kind) && !(claim.entities[0] && hidden.types.has(claim.entities[0].type));
const parts = {}; // of the page
let drawn; // elements of the text: by entity, by claim, by sentence

// ---- how things are put -----------------------------------------------------------------------------------------

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
