/** Relationships as links, both ways, and counterparts in other worlds. */
import type { Described, Related } from '../formats/described.ts';
import { type Html, html } from '../html/html.ts';
import { type Language, plural } from './language.ts';
import { shortened, theirs, webLink } from './parts.ts';
import { recordPath, to, type View } from './view.ts';

/** Another record that names this one. */
export interface RelatedFrom {
  ivoid: string;
  /** Whether it has a page here; else it was harvested. */
  isOurs: boolean;
  title: string;
  /** relationshipType as that record has it: what that one is to this. */
  relation: string;
}

/** A resource of another world that a curator has linked with this one. */
export interface Counterpart {
  /** `spase://…` */
  id: string;
  title: string | null;
  /** Of the links file: `skos:exactMatch`… */
  predicate: string;
  /** Where it can be read; null for an ivoid, which is resolved here, and where it is not known. */
  url: string | null;
}

const WORDS = {
  en: {
    heading: 'Related resources',
    from: 'Named by other records',
    thisOne: 'this resource',
    counterparts: 'In other registries',
    more: (n: number) => `and ${n} more`,
    types: {
      isservedby: 'is served by',
      isservicefor: 'is the service for',
      issupplementedby: 'is supplemented by',
      issupplementto: 'supplements',
      isderivedfrom: 'is derived from',
      issourceof: 'is the source of',
      ispartof: 'is part of',
      haspart: 'has the part',
      isversionof: 'is a version of',
      hasversion: 'has the version',
      isnewversionof: 'is a new version of',
      ispreviousversionof: 'is a previous version of',
      iscontinuedby: 'is continued by',
      continues: 'continues',
      isidenticalto: 'is identical to',
      cites: 'cites',
      iscitedby: 'is cited by',
    } as Record<string, string>,
    predicates: {
      'skos:exactMatch': 'the same as',
      'skos:closeMatch': 'nearly the same as',
      'skos:relatedMatch': 'related to',
      'dcterms:isPartOf': 'is part of',
      'dcterms:hasPart': 'has the part',
      'vorel:IsServedBy': 'is served by',
      'vorel:IsServiceFor': 'is the service for',
      'vorel:IsDerivedFrom': 'is derived from',
    } as Record<string, string>,
  },
  fr: {
    heading: 'Ressources liées',
    from: 'Citée par d’autres notices',
    thisOne: 'cette ressource',
    counterparts: 'Dans d’autres registres',
    more: (n: number) => plural('fr', n, 'et # autre', 'et # autres'),
    types: {
      isservedby: 'est servie par',
      isservicefor: 'est le service de',
      issupplementedby: 'est complétée par',
      issupplementto: 'complète',
      isderivedfrom: 'est tirée de',
      issourceof: 'est la source de',
      ispartof: 'fait partie de',
      haspart: 'a pour partie',
      isversionof: 'est une version de',
      hasversion: 'a pour version',
      isnewversionof: 'est une nouvelle version de',
      ispreviousversionof: 'est une version antérieure de',
      iscontinuedby: 'est continuée par',
      continues: 'continue',
      isidenticalto: 'est identique à',
      cites: 'cite',
      iscitedby: 'est citée par',
    } as Record<string, string>,
    predicates: {
      'skos:exactMatch': 'la même que',
      'skos:closeMatch': 'presque la même que',
      'skos:relatedMatch': 'liée à',
      'dcterms:isPartOf': 'fait partie de',
      'dcterms:hasPart': 'a pour partie',
      'vorel:IsServedBy': 'est servie par',
      'vorel:IsServiceFor': 'est le service de',
      'vorel:IsDerivedFrom': 'est tirée de',
    } as Record<string, string>,
  },
} satisfies Record<Language, object>;

const MOST = 30;

/** The section; nothing if there is nothing. */
export function relationsOf(
  view: View,
  { related }: Pick<Described, 'related'>,
  from: RelatedFrom[],
  counterparts: Counterpart[],
): Html | '' {
  if (related.length + from.length + counterparts.length === 0) return '';
  const words = WORDS[view.language];
  return html`<section aria-labelledby="related"><h2 id="related">${words.heading}</h2>
${
  related.length === 0
    ? ''
    : list(
        view,
        related.map((one) => forward(view, one)),
      )
}
${from.length === 0 ? '' : html`<h3>${words.from}</h3>\n${relatedFromList(view, from)}`}
${
  counterparts.length === 0
    ? ''
    : html`<h3>${words.counterparts}</h3>\n${list(
        view,
        counterparts.map((one) => counterpart(view, one)),
      )}`
}
</section>
`;
}

/** Records that name another, as links. */
export function relatedFromList(view: View, from: RelatedFrom[]): Html {
  return list(
    view,
    from.map((one) => backward(view, one)),
  );
}

function list(view: View, entries: Html[]): Html {
  const left = entries.length - MOST;
  return html`<ul>
${entries.slice(0, MOST)}${left > 0 ? html`<li class="muted">${WORDS[view.language].more(left)}</li>\n` : ''}</ul>
`;
}

function forward(view: View, { type, ivoid, other, title }: Related): Html {
  const relation = relationInWords(view.language, type);
  const words = title || ivoid || other || '';
  const target =
    ivoid !== null ? resolved(view, ivoid, theirs(words, 200)) : webLink(other ?? '', shortened(words, 200));
  return html`<li><span class="muted">${relation}</span> ${target}</li>\n`;
}

function backward(view: View, { ivoid, isOurs, title, relation }: RelatedFrom): Html {
  const words = theirs(title || ivoid, 200);
  const target = isOurs
    ? html`<a href="${to(view, recordPath(ivoid))}">${words}</a>`
    : resolved(view, ivoid, words);
  return html`<li>${target} <span class="muted">${relationInWords(view.language, relation)} ${WORDS[view.language].thisOne}</span></li>\n`;
}

function counterpart(view: View, { id, title, predicate, url }: Counterpart): Html {
  const known: Record<string, string> = WORDS[view.language].predicates;
  const words = known[predicate] ?? predicate;
  const name = title ?? id;
  const target = url === null ? resolved(view, id, theirs(name, 200)) : webLink(url, shortened(name, 200));
  return html`<li><span class="muted">${words}</span> ${target}${name === id ? '' : html` <code>${shortened(id, 200)}</code>`}</li>\n`;
}

/** A link that asks this registry where the record is at home; text if no ivoid leads there. */
function resolved(view: View, id: string, words: Html): Html {
  return /^ivo:/i.test(id) ? html`<a href="${to(view, 'resolve', { ivoid: id })}">${words}</a>` : words;
}

function relationInWords(language: Language, type: string): string {
  const known: Record<string, string> = WORDS[language].types;
  const key = type.toLowerCase().replace(/[^a-z]/g, '');
  return Object.hasOwn(known, key) ? (known[key] ?? type) : shortened(type, 60);
}
