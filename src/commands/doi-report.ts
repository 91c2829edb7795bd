/** What `voreg doi` tells, as text, and its exit code. */
import type { DataciteSettings } from '../config-datacite.ts';
import type { DoiRequest } from '../services/doi-api.ts';
import { counted, printable } from '../words/say.ts';
import type { DoiEntry, DoiReport } from './doi-entry.ts';

export function doiText(report: DoiReport, datacite: DataciteSettings | null): string {
  const { entries, proposal } = report;
  if (entries.length === 0 && proposal.length === 0)
    return 'No record has a DOI. Name the records that are to get one: voreg doi --reserve IVOID…\n';
  const problems = entries.filter(isProblem).length;
  const end = [
    ...proposal,
    `${counted(entries.length, 'record')}, ${problems === 0 ? 'nothing to be done by hand' : `${problems} with something to be done`}.`,
    ...(report.dryRun ? ['Nothing was sent.'] : []),
  ];
  return `${[...entries.map((entry) => entryText(entry, datacite)), end.join('\n')].join('\n')}\n`;
}

/** 0 as it should be, 1 something for a person. */
export function doiCode({ entries }: DoiReport): number {
  return entries.some(isProblem) ? 1 : 0;
}

function isProblem({ problem, checks }: DoiEntry): boolean {
  return problem !== null || checks.some(({ fault }) => fault !== null);
}

function entryText(
  { ivoid, doi, page, says, problem, checks, request }: DoiEntry,
  datacite: DataciteSettings | null,
): string {
  return [
    `${ivoid}${doi === null ? '' : `  doi:${doi}`}`,
    `  page     ${page}`,
    `  ${says}`,
    ...(problem === null ? [] : [`  ! ${printable(problem)}`]),
    ...checks.flatMap(({ id, expects, citation, fault }) =>
      fault === null
        ? [`  ok       ${id}`]
        : [`  missing  ${id}: ${printable(fault)}`, `           expected: it ${expects} (${citation})`],
    ),
    ...(request === null ? [] : [requestText(request, datacite)]),
    '',
  ].join('\n');
}

/** As it goes over the wire, but for the password. */
function requestText({ method, url, body }: DoiRequest, datacite: DataciteSettings | null): string {
  const user = datacite?.account?.user ?? 'DATACITE_USER';
  const lines = [
    `${method} ${url}`,
    `Authorization: Basic (${user} and the password in DATACITE_PASSWORD_FILE)`,
    'Content-Type: application/vnd.api+json',
    '',
    ...JSON.stringify(body, null, 2).split('\n'),
  ];
  return lines.map((line) => `    ${line}`.trimEnd()).join('\n');
}
