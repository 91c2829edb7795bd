/** What a record can be had in at its address, by `?format=` or by the Accept header. */
import type { Context } from 'koa';
import type { About } from '../formats/about.ts';
import { isRefused } from '../formats/about.ts';
import type { Described } from '../formats/described.ts';
import type { Format } from '../formats/formats.ts';
import { HttpProblem } from './errors.ts';

export const PAGE = 'html';

/** What else clients may ask for: a page, and the names that OAI-PMH has. XML comes first for who takes anything (design §6). */
const ALSO: [mediaType: string, id: string][] = [
  ['application/xml', 'vor'],
  ['text/xml', 'vor'],
  ['text/html', PAGE],
  ['application/xhtml+xml', PAGE],
];
/** What else a format may be called: as in OAI-PMH, or by its everyday name. */
export const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['ivo_vor', 'vor'],
  ['xml', 'vor'],
  ['oai_datacite', 'datacite-xml'],
  ['datacite', 'datacite-xml'],
  ['turtle', 'dcat'],
]);

/** `html` or the id of one of the formats. Throws HttpProblem 406 for what there is not. */
export function chosenFormat(ctx: Context, formats: readonly Format[]): string {
  // A part is one of the page.
  if (ctx.query.part !== undefined) return PAGE;
  const asked = ctx.query.format;
  if (asked !== undefined) {
    const id = OTHER_NAMES.get(String(asked)) ?? String(asked);
    if (id === PAGE || formats.some((format) => format.id === id)) return id;
    throw new HttpProblem(
      406,
      `There is no format "${id.slice(0, 60)}" here. There are: ${[PAGE, ...formats.map((format) => format.id)].join(', ')}.`,
    );
  }
  const types = [
    ...ALSO,
    ...formats.flatMap((format) => format.mediaTypes.map((type): [string, string] => [type, format.id])),
  ];
  const type = ctx.accepts([...new Set(types.map(([mediaType]) => mediaType))]);
  const found = types.find(([mediaType]) => mediaType === type);
  if (found !== undefined) return found[1];
  const all = [...new Set(types.map(([mediaType]) => mediaType))].join(', ');
  throw new HttpProblem(
    406,
    `The record cannot be had in what the Accept header asks for. It can in: ${all}.`,
  );
}

/** The record in a format that is made here. Throws HttpProblem 406 with the reason if it cannot be said in it. */
export function rendered(format: Format, record: Described, about: About): string {
  const made = format.render?.(record, about) ?? { refused: 'This format is not made here.' };
  if (isRefused(made))
    throw new HttpProblem(406, `${record.ivoid} cannot be had as ${format.label}: ${made.refused}`);
  return made.text;
}
