/** How a resource is used: each interface with its address, what it is in words, examples, and where to open it. */
import { type Html, html } from '../html/html.ts';
import { attribute, child, children, descend, type Element, text, xsiType } from '../resource/element.ts';
import { needsLogin } from '../resource/login.ts';
import { testQuery, withQuery } from '../resource/test-query.ts';
import { type Lines, linesFor } from './copy-lines.ts';
import { type Language, plural } from './language.ts';
import { isWebAddress, line, shortened, tag, theirs, webLink } from './parts.ts';
import { type StandardWords, standardOf } from './standards.ts';
import { to, type View } from './view.ts';

const WORDS = {
  en: {
    heading: 'How to use it',
    none: 'The record names no way to reach the resource.',
    page: 'Web page',
    forPeople: 'for people, in a browser',
    direct: 'Access',
    other: 'Interface',
    mirror: 'Mirror',
    login: 'needs a login',
    example: 'Example of its publisher:',
    python: 'Python, with pyvo',
    terminal: 'In a terminal',
    topcat: 'In TOPCAT',
    topcatSays: '— choose this in the menu and paste the address:',
    aladinField: 'The field of the example in Aladin Lite',
    aladinSurvey: 'Open the survey in Aladin Lite',
    standard: 'Its standard:',
    describe: 'How the service describes itself',
    parameters: 'Parameters',
    required: 'required',
    more: (n: number) =>
      plural(
        'en',
        n,
        '# more interface is in the XML of the record.',
        '# more interfaces are in the XML of the record.',
      ),
  },
  fr: {
    heading: 'Comment l’utiliser',
    none: 'La notice n’indique aucun accès à la ressource.',
    page: 'Page web',
    forPeople: 'à lire dans un navigateur',
    direct: 'Accès',
    other: 'Interface',
    mirror: 'Miroir',
    login: 'demande un compte',
    example: 'Exemple donné par son éditeur :',
    python: 'Python, avec pyvo',
    terminal: 'Dans un terminal',
    topcat: 'Dans TOPCAT',
    topcatSays: '— choisir cette entrée du menu et coller l’adresse :',
    aladinField: 'Le champ de l’exemple dans Aladin Lite',
    aladinSurvey: 'Ouvrir le relevé dans Aladin Lite',
    standard: 'Sa norme :',
    describe: 'Comment le service se décrit',
    parameters: 'Paramètres',
    required: 'obligatoire',
    more: (n: number) =>
      plural(
        'fr',
        n,
        '# autre interface est dans le XML de la notice.',
        '# autres interfaces sont dans le XML de la notice.',
      ),
  },
} satisfies Record<Language, object>;

/** Interfaces and parameters that are shown: the page stays under 50 KB whatever a record has (live records have up to 68 addresses). */
const MOST_INTERFACES = 12;
const MOST_PARAMETERS = 20;

interface Face {
  capability: Element;
  face: Element;
  url: string;
  standardId: string;
  standard: StandardWords | null;
}

/** The section, or nothing for a resource that is not reached by itself (an authority, an organisation). */
export function useOf(view: View, root: Element): Html | '' {
  const words = WORDS[view.language];
  const faces = facesOf(root);
  const direct = children(root, 'accessURL')
    .map(text)
    .filter((url) => url !== '');
  if (faces.length === 0 && direct.length === 0) return '';
  const [about, ways] = [faces.filter(isAbout), faces.filter((face) => !isAbout(face))];
  // Pages for people last: who follows a record here has the landing page already.
  const ordered = [...ways.filter((way) => !isPage(way)), ...ways.filter(isPage)];
  const table = tableToAsk(root);
  return html`<section aria-labelledby="use"><h2 id="use">${words.heading}</h2>
${direct.slice(0, MOST_INTERFACES).map((url) => html`<div class="card way"><h3>${words.direct}</h3><p>${webLink(url, shortened(url, 300))}</p></div>\n`)}
${ordered.slice(0, MOST_INTERFACES).map((face) => wayView(view, face, table))}
${ordered.length > MOST_INTERFACES ? html`<p class="muted">${words.more(ordered.length - MOST_INTERFACES)}</p>` : ''}
${about.length === 0 ? '' : aboutView(view, about)}
</section>
`;
}

function facesOf(root: Element): Face[] {
  return children(root, 'capability').flatMap((capability) => {
    const standardId = attribute(capability, 'standardID')?.trim() ?? '';
    const standard = standardId === '' ? null : standardOf(standardId);
    return children(capability, 'interface').flatMap((face) => {
      const url = text(child(face, 'accessURL'));
      return url === '' ? [] : [{ capability, face, url, standardId, standard }];
    });
  });
}

function isAbout({ standard }: Face): boolean {
  return standard?.use === 'vosi';
}

function isPage({ face }: Face): boolean {
  return xsiType(face)?.local === 'WebBrowser';
}

function wayView(view: View, way: Face, table: string | null): Html {
  const words = WORDS[view.language];
  const { capability, face, url, standard, standardId } = way;
  const description = text(child(capability, 'description'));
  const mirrors = children(face, 'mirrorURL').slice(0, MOST_INTERFACES);
  const lines =
    isPage(way) || !isWebAddress(url) ? null : linesFor(standard?.use ?? 'plain', { ...way, table });
  const test = testQuery(face);
  const heading = isPage(way) ? words.page : (standard?.name ?? (shortStandard(standardId) || words.other));
  const what = isPage(way) ? words.forPeople : (standard?.what[view.language] ?? '');
  const version = attribute(face, 'version') ?? '';
  return html`<div class="card way">
<h3>${heading}${version === '' || isPage(way) ? '' : html` <small>${shortened(version, 20)}</small>`}${what === '' ? '' : html` <small>· ${what}</small>`}${needsLogin(face) ? html` ${tag(words.login, 'warn')}` : ''}</h3>
${description === '' ? '' : html`<p dir="auto">${shortened(description, 600)}</p>`}
<p>${webLink(url, shortened(url, 300))}</p>
${mirrors.map((mirror) => html`<p><small>${attribute(mirror, 'title') ?? words.mirror}</small> ${webLink(text(mirror), shortened(text(mirror), 300))}</p>\n`)}
${parametersView(view.language, face)}
${test === null || !isWebAddress(url) ? '' : html`<p>${words.example} ${webLink(withQuery(url, test), shortened(test, 300))}</p>`}
${lines === null ? '' : linesView(view.language, lines, standard)}
${standardView(view, way)}</div>
`;
}

/** A mirror of the words that a standard has where it is registered: the record, if anybody can resolve it. */
function standardView(view: View, { standard, standardId }: Face): Html | '' {
  if (standardId === '') return '';
  const words = WORDS[view.language];
  const page = standard?.page ?? null;
  const id = html`<code>${shortened(standardId, 120)}</code>`;
  if (page !== null)
    return html`<p class="muted"><small>${words.standard} <a href="${page}" rel="noopener">${standard?.name ?? ''}</a> ${id}</small></p>\n`;
  return html`<p class="muted"><small>${words.standard} <a href="${resolvePath(view, standardId)}">${id}</a></small></p>\n`;
}

function resolvePath(view: View, standardId: string): string {
  return to(view, 'resolve', { ivoid: standardId.replace(/#.*$/, '') });
}

function linesView(language: Language, lines: Lines, standard: StandardWords | null): Html {
  const words = WORDS[language];
  const aladin = standard?.use === 'hips' ? words.aladinSurvey : words.aladinField;
  const { pyvo, curl, topcat } = lines;
  return html`${lines.aladin === null ? '' : html`<p><a href="${lines.aladin}" rel="noopener">${aladin}</a></p>\n`}${
    pyvo === null ? '' : html`<details><summary>${words.python}</summary>${line(pyvo)}</details>\n`
  }${curl === null ? '' : html`<details><summary>${words.terminal}</summary>${line(curl)}</details>\n`}${
    topcat === null
      ? ''
      : html`<details><summary>${words.topcat}</summary><p><b>${topcat.menu}</b> ${words.topcatSays}</p>${line(topcat.url)}</details>\n`
  }`;
}

function parametersView(language: Language, face: Element): Html | '' {
  const words = WORDS[language];
  const all = children(face, 'param');
  if (all.length === 0) return '';
  return html`<details><summary>${words.parameters} (${all.length})</summary><dl class="facts">${all
    .slice(0, MOST_PARAMETERS)
    .map((param) => {
      const required = attribute(param, 'use') === 'required';
      return html`<dt><code>${shortened(text(child(param, 'name')), 60)}</code>${required ? html` <small>${words.required}</small>` : ''}</dt><dd>${theirs(text(child(param, 'description')), 200)}</dd>\n`;
    })}</dl></details>\n`;
}

/** What the service tells of itself, folded: for programs and operators. */
function aboutView(view: View, faces: Face[]): Html {
  const words = WORDS[view.language];
  const rows = faces
    .slice(0, MOST_INTERFACES)
    .map(
      ({ standard, url }) =>
        html`<li>${webLink(url, standard?.name ?? url)} <small>· ${standard?.what[view.language] ?? ''}</small></li>\n`,
    );
  return html`<details><summary>${words.describe}</summary><ul>${rows}</ul></details>`;
}

function shortStandard(standardId: string): string {
  return shortened(standardId.replace(/^ivo:\/\/[^/]+\/(std\/)?/i, ''), 60);
}

/** A table for the example query: one that EPN-TAP or the record itself names, written so that ADQL takes it. */
function tableToAsk(root: Element): string | null {
  for (const schema of descend(root, 'tableset', 'schema')) {
    const schemaName = text(child(schema, 'name'));
    for (const table of children(schema, 'table')) {
      const name = text(child(table, 'name'));
      const isQualified = name.includes('.') || schemaName === '' || schemaName.toLowerCase() === 'default';
      const whole = isQualified ? name : `${schemaName}.${name}`;
      if (/^[A-Za-z]\w*(\.[A-Za-z]\w*){0,2}$/.test(whole) && !/^tap_schema\./i.test(whole)) return whole;
    }
  }
  return null;
}
