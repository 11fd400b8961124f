/* The drawing, as graph_picture.h gives it: shown, moved, enlarged, chosen from. */

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
