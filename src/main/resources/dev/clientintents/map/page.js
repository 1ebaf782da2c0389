'use strict';
(() => {
  const map = JSON.parse(document.getElementById('map').textContent);
  const nodes = new Map(map.nodes.map(node => [node.id, { ...node, consumers: [], consumed: [] }]));
  for (const edge of map.edges) {
    nodes.get(edge.server).consumers.push(edge);
    nodes.get(edge.client).consumed.push(edge);
  }

  const $ = id => document.getElementById(id);
  const search = $('search');
  const namespace = $('namespace');
  const canvas = $('canvas');
  const details = $('details');
  let chosen = null;

  const stateNames = {
    enforced: 'enforced',
    open: 'open to everybody',
    blocked: 'blocked',
    unknown: 'not in the input',
    entrance: 'entrance',
    undeclared: 'not declared',
  };

  /** An element with attributes and children; texts stay texts, whatever is in them. */
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  const count = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;
  const place = node => (node.namespace ? `${node.namespace}/${node.name}` : node.name);

  // The list and its filters

  const words = node => `${node.namespace}/${node.name} ${node.kind}`.toLowerCase();

  function matching() {
    const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    return [...nodes.values()].filter(node =>
      (namespace.value === '' || node.namespace === namespace.value) && wanted.every(word => words(node).includes(word)));
  }

  function badge(node) {
    return { closed: String(node.consumers.length), open: 'open', unknown: '?', outside: '' }[node.standing];
  }

  function listItem(node) {
    const button = element('button', { type: 'button', 'data-id': node.id, class: node.standing, title: node.id },
      element('span', { class: 'name' }, node.name),
      element('span', { class: 'many' }, badge(node)));
    button.setAttribute('aria-current', String(node.id === chosen));
    button.addEventListener('click', () => choose(node.id));
    return element('li', {}, button);
  }

  function showList() {
    const found = matching();
    const items = [];
    let last = null;
    for (const node of found) {
      if (node.namespace !== last) {
        last = node.namespace;
        items.push(element('li', {}, element('h3', {}, last || 'outside')));
      }
      items.push(listItem(node));
    }
    $('list').replaceChildren(...items);
    $('found').textContent = found.length === nodes.size ? count(nodes.size, 'entry').replace('entrys', 'entries')
      : `${found.length} of ${nodes.size}`;
    const shown = new Set(found.flatMap(node => [node.id, node.namespace]));
    for (const box of canvas.querySelectorAll('.box')) {
      box.classList.toggle('faded', chosen === null && !shown.has(box.dataset.id));
    }
  }

  // The details of one workload

  function standing(node) {
    if (node.standing === 'unknown') {
      return 'An intent names it, and it is not in the input.';
    }
    if (node.standing === 'outside') {
      return 'Outside of the cluster, or not known where it is.';
    }
    if (node.standing === 'closed') {
      return node.consumers.length === 0 ? 'Closed: policies admit nobody.' : 'Closed: only those below reach it.';
    }
    const open = [];
    if (node.openToPods) {
      open.push(`every pod of the cluster: ${node.openToPods}`);
    }
    if (node.openOutside) {
      open.push(`every address outside: ${node.openOutside}`);
    }
    const why = node.policies.length === 0 ? ' No policy selects it.' : '';
    return `Open to ${open.join('; ')}.${why}`;
  }

  function row(term, ...values) {
    return [element('dt', {}, term), element('dd', {}, ...values)];
  }

  const codes = texts => texts.flatMap((text, i) => (i === 0 ? [] : [document.createElement('br')]).concat(element('code', {}, text)));

  function reasons(edge) {
    const rows = edge.declared.flatMap(intent => [
      ...row('declared by', `ClientIntents ${intent.intents}`, document.createElement('br'), element('code', {}, intent.at)),
      ...row('target', `${intent.target}, ${intent.ports}`),
      ...row(count(intent.keys.length, 'key'), ...codes(intent.keys)),
      ...row('state', intent.message ? `${intent.state}: ${intent.message}` : intent.state),
    ]);
    if (edge.declared.length === 0) {
      rows.push(...row('declared by', 'nobody'));
    }
    if (edge.entrances.length > 0) {
      rows.push(...row('comes in by', ...codes(edge.entrances)));
    }
    rows.push(...row('admitted by', ...(edge.policies.length > 0 ? codes(edge.policies)
      : [edge.ports ? 'no policy selects the server' : 'no policy'])));
    if (edge.barriers.length > 0) {
      rows.push(...row('held back by', ...codes(edge.barriers)));
    }
    return element('dl', {}, ...rows);
  }

  function peer(edge, other) {
    const name = element('button', { type: 'button', 'data-id': other.id }, place(other));
    name.addEventListener('click', () => choose(other.id));
    return element('li', { class: 'peer', 'data-id': other.id, 'data-ports': edge.ports || '', 'data-state': edge.state },
      element('div', {}, name,
        element('span', { class: 'ports' }, edge.ports || edge.label),
        element('span', { class: `state ${edge.state}` }, stateNames[edge.state])),
      element('details', {}, element('summary', {}, 'why'), reasons(edge)));
  }

  function peers(title, id, edges, otherOf) {
    return edges.length === 0 ? []
      : [element('h3', {}, `${title} (${edges.length})`),
        element('ul', { id }, ...edges.map(edge => peer(edge, nodes.get(otherOf(edge)))))];
  }

  function entrance(it) {
    const from = [it.from && `from ${it.from}`, it.ports && `on ${it.ports}`].filter(Boolean).join(', ');
    return element('li', { class: 'entrance' },
      element('div', {}, it.reason, ' ', element('span', { class: 'ports' }, it.state)),
      ...(from ? [element('div', { class: 'place' }, from)] : []),
      ...(it.message ? [element('div', { class: 'place' }, it.message)] : []));
  }

  function entrances(node) {
    return node.entrances.length === 0 ? []
      : [element('h3', {}, `Entrances (${node.entrances.length})`),
        element('ul', { id: 'entrances' }, ...node.entrances.map(entrance))];
  }

  function showDetails(node) {
    const policies = node.policies.length === 0 ? []
      : [element('h3', {}, 'Policies that select it'), element('p', { class: 'place' }, ...codes(node.policies))];
    details.replaceChildren(
      element('h2', {}, node.name),
      element('p', { class: 'place' }, [node.kind, node.namespace && `namespace ${node.namespace}`].filter(Boolean).join(', ')),
      element('p', { class: 'place' }, ...(node.at ? [element('code', {}, node.at)] : [])),
      ...(node.services.length === 0 ? [] : [element('p', { class: 'place' }, 'Service ', ...codes(node.services))]),
      element('p', { class: `standing ${node.standing}` }, standing(node)),
      ...peers('Consumers', 'consumers', node.consumers, edge => edge.client),
      ...entrances(node),
      ...peers('Consumes', 'consumed', node.consumed, edge => edge.server),
      ...policies);
    details.scrollTop = 0;
  }

  function showChosen() {
    const node = nodes.get(chosen);
    const near = new Set(node ? [chosen, ...node.consumers.map(it => it.client), ...node.consumed.map(it => it.server)] : []);
    const drawn = node && [...canvas.querySelectorAll('.box')].some(box => box.dataset.id === chosen);
    for (const box of canvas.querySelectorAll('.box')) {
      box.classList.toggle('chosen', Boolean(node) && (box.dataset.id === chosen || (!drawn && box.dataset.id === node.namespace)));
      box.classList.toggle('faded', Boolean(drawn) && !near.has(box.dataset.id));
    }
    for (const line of canvas.querySelectorAll('path.line')) {
      line.classList.toggle('faded', Boolean(drawn) && line.dataset.client !== chosen && line.dataset.server !== chosen);
    }
    const labelled = new Set(node ? [chosen, ...node.consumed.map(it => it.server)] : []);
    for (const label of canvas.querySelectorAll('g[data-server]')) {
      label.classList.toggle('faded', Boolean(drawn) && !labelled.has(label.dataset.server));
    }
    for (const button of $('list').querySelectorAll('button')) {
      button.setAttribute('aria-current', String(button.dataset.id === chosen));
    }
  }

  function choose(id) {
    chosen = id;
    showDetails(nodes.get(id));
    showChosen();
    history.replaceState(null, '', `#${encodeURIComponent(id)}`);
  }

  function chooseNothing() {
    chosen = null;
    details.replaceChildren(element('p', { class: 'hint' }, 'Choose a workload to see who consumes it, and why.'));
    history.replaceState(null, '', '#');
    showChosen();
    showList();
  }

  // The drawing

  function activate(box) {
    if (nodes.has(box.dataset.id)) {
      choose(box.dataset.id);
    } else {
      namespace.value = box.dataset.id;
      chooseNothing();
    }
  }

  for (const box of canvas.querySelectorAll('.box')) {
    box.setAttribute('tabindex', '0');
    box.setAttribute('role', 'button');
    box.addEventListener('click', () => activate(box));
    box.addEventListener('keydown', event => {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        activate(box);
      }
    });
  }

  // Keys, theme and the beginning

  document.addEventListener('keydown', event => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
    if (event.key === '/' && !typing) {
      event.preventDefault();
      search.focus();
    } else if (event.key === 'Escape') {
      search.value = '';
      namespace.value = '';
      chooseNothing();
    }
  });

  function showTheme(dark) {
    document.documentElement.classList.toggle('dark', dark);
    $('theme').setAttribute('aria-pressed', String(dark));
  }

  $('size').addEventListener('click', () => {
    $('size').setAttribute('aria-pressed', String(canvas.classList.toggle('actual')));
  });
  const preferred = matchMedia('(prefers-color-scheme: dark)');
  preferred.addEventListener('change', () => showTheme(preferred.matches));
  $('theme').addEventListener('click', () => showTheme(!document.documentElement.classList.contains('dark')));
  showTheme(preferred.matches);

  for (const name of [...new Set(map.nodes.map(node => node.namespace).filter(Boolean))]) {
    namespace.append(element('option', { value: name }, name));
  }
  const kinds = map.nodes.filter(node => node.standing === 'open').length;
  $('counts').textContent = `${count(map.edges.length, 'connection')}, ${count(map.nodes.length, 'workload')}, ${kinds} open to everybody`;
  $('filters').addEventListener('submit', event => event.preventDefault());
  search.addEventListener('input', showList);
  namespace.addEventListener('change', showList);
  showList();

  const asked = decodeURIComponent(location.hash.slice(1));
  if (nodes.has(asked)) {
    choose(asked);
  }
})();
