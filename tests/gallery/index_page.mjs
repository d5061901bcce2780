// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// The page of the gallery: pictures by scene, filters by language, width and theme. One file, without server
// and without anything from elsewhere.

const escape = (text) => String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const style = `
:root { color-scheme: light dark; --line: #8886; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; }
header { position: sticky; top: 0; z-index: 1; padding: 8px 16px; background: Canvas; border-bottom: 1px solid var(--line); display: flex; flex-wrap: wrap; gap: 4px 24px; align-items: baseline; }
h1 { margin: 0; font-size: 18px; } h2 { margin: 32px 16px 0; } h3 { margin: 16px 16px 4px; font-size: 15px; }
fieldset { display: inline; margin: 0; padding: 0; border: 0; } label { margin-inline-end: 8px; }
nav { margin: 16px; columns: 14em; } nav a { display: block; }
.row { display: flex; gap: 12px; margin: 0 16px; overflow-x: auto; align-items: flex-start; }
figure { margin: 0; flex: none; } figcaption { font-size: 12px; opacity: .75; }
img { display: block; height: 320px; object-fit: cover; object-position: top; border: 1px solid var(--line); background: #8882; }
img.phone { width: 160px; } img.desk { width: 320px; }
small { opacity: .75; font-weight: normal; } ul { margin: 0 16px 32px; }`;

// Each value of a filter is a class of its figures. A box that is not ticked hides them.
const script = `
const sheet = document.head.appendChild(document.createElement('style'));
const boxes = [...document.querySelectorAll('header input')];
const follow = () => {
  sheet.textContent = boxes.filter((box) => !box.checked).map((box) => 'figure.' + box.value + '{display:none}').join('');
};
for (const box of boxes) {
  box.checked = !['dark', 'desk', 'en'].includes(box.value);
  box.addEventListener('change', follow);
}
follow();`;

const filter = (name, values) =>
  `<fieldset aria-label="${name}">${values.map(([value, label]) => `<label><input type="checkbox" value="${value}"> ${label}</label>`).join('')}</fieldset>`;

const figure = ({ file, lang, screen, width, theme }) =>
  `<figure class="${lang} ${screen} ${theme}"><a href="${file}"><img class="${screen}" loading="lazy" src="${file}" alt=""></a><figcaption>${lang} ${width} ${theme}</figcaption></figure>`;

const idOf = (name) => `g-${name.replaceAll(/[^a-z]+/gi, '-')}`;

function row([name, { status, templates, pictures }], langs) {
  // Walks in several languages run at the same time.
  pictures.sort((a, b) => langs.indexOf(a.lang) - langs.indexOf(b.lang));
  return `<h3>${escape(name)} <small>${status} ${escape(templates.join(', '))}</small></h3><div class="row">${pictures.map(figure).join('')}</div>`;
}

export function indexPage(groups, unseen, { langs, screens, themes }) {
  const all = [...groups].filter(([, scenes]) => scenes.size);
  const filters = [
    filter('language', langs.map((lang) => [lang, lang])),
    filter('width', Object.entries(screens).map(([screen, { width }]) => [screen, width])),
    filter('theme', themes.map((theme) => [theme, theme])),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Gallery</title><style>${style}</style></head>
<body><header><h1>Gallery</h1>${filters.join('')}</header>
<nav>${all.map(([name, scenes]) => `<a href="#${idOf(name)}">${escape(name)} (${scenes.size})</a>`).join('')}</nav>
${all.map(([name, scenes]) => `<h2 id="${idOf(name)}">${escape(name)}</h2>${[...scenes].map((scene) => row(scene, langs)).join('\n')}`).join('\n')}
<h2>Sentences of keys.txt that are in no picture</h2><ul>${unseen.map((line) => `<li>${escape(line)}</li>`).join('')}</ul>
<script>${script}</script></body></html>
`;
}
