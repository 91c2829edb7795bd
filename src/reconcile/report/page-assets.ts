/** The report's style sheet and script: inside the page, because it must work from a file and without a network. */
import { Html } from '../../html/html.ts';

export const STYLE = new Html(`
:root{--link:light-dark(#0b5394,#8ab8ee);--asks:light-dark(#b45309,#f0b429);--fine:light-dark(#3d7a5a,#7cc4a0);--mark:light-dark(#fff1c2,#5a4a12)}
body{max-width:76rem}
h1{font-size:1.5rem;margin:.5rem 0}h3{font-size:1rem;margin:0}p{margin:.25rem 0}
a{color:var(--link);overflow-wrap:anywhere}code{font-size:.88em;overflow-wrap:anywhere}.muted{opacity:.75;font-size:.9rem}
.overview{display:flex;flex-wrap:wrap;gap:0 4rem}.bars th{text-align:left;font-weight:400;padding-right:1rem}.bars td{padding:.05rem .5rem .05rem 0}
.n{text-align:right;font-variant-numeric:tabular-nums}svg .asks{fill:var(--asks)}svg .fine{fill:var(--fine)}svg .against{fill:var(--bad)}
.count{font-weight:400;opacity:.75}.status{border-top:1px solid var(--line);margin-top:1.5rem}
article{border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem;margin:.75rem 0;break-inside:avoid}
.pair{display:grid;grid-template-columns:1fr auto 1fr;gap:1rem;align-items:start}.predicate{text-align:center;align-self:center}
@media(max-width:45rem){.pair{grid-template-columns:1fr}.predicate{text-align:left}}
.fields{width:100%}
thead th{font-size:.85rem;text-align:left}main td,main th,footer td,footer th{padding:.3rem .75rem .3rem 0;vertical-align:top;border-bottom:1px solid var(--line);overflow-wrap:anywhere;text-align:left;font-weight:400}
main td.n{text-align:right}mark{background:var(--mark);color:inherit}
.tag{font-size:.8rem;border:1px solid var(--line);border-radius:1rem;padding:0 .5rem;white-space:nowrap}.tag.high,.tag.identity,.bad{color:var(--bad)}.tag.high,.tag.identity{border-color:var(--bad)}
.held,.caveat{border-left:4px solid var(--asks);padding:.4rem 1rem;background:var(--soft);margin:.5rem 0}.held{border-color:var(--bad)}.note{font-style:italic}
details{margin:.4rem 0}summary{cursor:pointer}pre{background:var(--soft);padding:.6rem .8rem;border-radius:.4rem;overflow:auto;font-size:.82rem;max-height:36rem}
.added{color:var(--fine)}.removed{color:var(--bad)}
.filters{position:sticky;top:0;background:Canvas;border:1px solid var(--line);border-radius:.5rem;display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:end;padding:.6rem 1rem;margin:1rem 0;z-index:1}.filters[hidden]{display:none}
label{display:grid;font-size:.85rem}label.wide{flex:1 1 16rem}input,select{font:inherit;padding:.25rem .4rem}
@media print{.filters{display:none}body{max-width:none;font-size:11pt}pre{max-height:none;white-space:pre-wrap}a{color:inherit}}
`);

export const SCRIPT = new Html(`
const form = document.querySelector('.filters');
const articles = [...document.querySelectorAll('article')];
form.hidden = articles.length === 0;
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('input', () => {
  const status = form.elements.status.value;
  const owner = form.elements.owner.value;
  const words = form.elements.words.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let shown = 0;
  for (const article of articles) {
    const { dataset } = article;
    article.hidden = (status && dataset.status !== status)
      || (owner && !dataset.owners.split('\\t').includes(owner))
      || !words.every((word) => dataset.words.includes(word));
    if (!article.hidden) shown += 1;
  }
  for (const section of document.querySelectorAll('section.status')) {
    const own = [...section.querySelectorAll('article')];
    section.hidden = own.length > 0 && own.every((article) => article.hidden);
  }
  form.querySelector('output').textContent = shown + ' of ' + articles.length;
});
addEventListener('beforeprint', () => { for (const details of document.querySelectorAll('details')) details.open = true; });
`);
