/**
 * From what a run found to commits that a curator can merge: one for each kind of change. New links that are certain go
 * into the links file, the others into the candidates file; our records get what accepted links add. Every other byte
 * stays. Deterministic, so that the same run proposes the same commits again (P9).
 */
import { counted } from '../words/say.ts';
import { fieldDigests } from './compare-fields.ts';
import { type Known, ownerOf } from './known.ts';
import { type Accepted, type AcceptedFields, acceptedKey, writeAccepted } from './links/accepted.ts';
import { type Link, type LinkSet, linkKey } from './links/link.ts';
import { readLinks } from './links/read.ts';
import { writeLinks } from './links/write.ts';
import type { Originals } from './originals.ts';
import type { OwnFiles } from './own-records.ts';
import type { Entry, Reconciliation } from './result.ts';
import { missingHere, type TakenOver, takeOver } from './taken-over.ts';
import { type Addition, fileWithLinks } from './vor-patch.ts';
import type { World } from './world.ts';

/** A kind of change: one commit. */
export interface Step {
  kind: 'links' | 'candidates' | 'records' | 'taken-over' | 'accepted';
  message: string;
  files: { path: string; text: string }[];
  /** One line each, for the merge request's checkboxes. */
  items: string[];
}

export interface ProposalJob {
  result: Reconciliation;
  own: OwnFiles;
  known: Known;
  world: World;
  /** Our files at the commit. */
  ownFiles: Originals;
  /** Folder of the records, `records`; '' for the top. */
  recordsDir: string;
  originals: Originals;
  /** UTC seconds. */
  now: string;
}

/** Commits in their order; empty if nothing is to be proposed. */
export async function proposalSteps(job: ProposalJob): Promise<Step[]> {
  const taken = await takenOver(job);
  const certain = [...newLinks(job, 'certain'), ...taken.map((one) => linkOf(job, one))];
  const uncertain = newLinks(job, 'review');
  const reviewed = [...job.own.reviewed.flatMap(({ links }) => links), ...certain];
  const steps = [
    linksStep(job, certain),
    candidatesStep(job, uncertain),
    await recordsStep(job, reviewed),
    takenOverStep(job, taken),
    acceptedStep(job, reviewed),
  ];
  return steps.filter(({ files }) => files.length > 0);
}

/** Records whose owners have consented, as ours. */
async function takenOver({ result, own, known, originals, now }: ProposalJob): Promise<TakenOver[]> {
  if (result.scope !== 'all' || own.consents.length === 0) return [];
  const spoken = [
    ...own.reviewed.flatMap(({ links }) => links.map(({ object }) => object)),
    ...result.entries.flatMap(({ status, there }) =>
      there === null || status === 'missing-here' ? [] : [there.id],
    ),
  ];
  const missing = missingHere(known, own.consents, new Set(spoken.map((id) => id.toLowerCase())));
  return takeOver(missing, { known, originals, consents: own.consents, now });
}

function linkOf({ now, world }: ProposalJob, { ivoid, spaseId, title }: TakenOver): Link {
  return {
    subject: ivoid,
    predicate: 'skos:exactMatch',
    isRejected: false,
    object: spaseId,
    justification: 'semapv:MappingReview',
    subjectLabel: title,
    objectLabel: title,
    authors: [],
    date: now.slice(0, 10),
    confidence: null,
    comment: 'Made from the SPASE record, with the consent of its owner.',
    subjectDigest: null,
    objectDigest: world.find(spaseId)?.digest || null,
    others: {},
  };
}

function takenOverStep({ recordsDir }: ProposalJob, taken: TakenOver[]): Step {
  const top = recordsDir === '' ? '' : `${recordsDir}/`;
  const files = taken.map(({ ivoid, xml }) => ({
    path: `${top}${ivoid.replace(/^ivo:\/\//, '')}.xml`,
    text: xml,
  }));
  const items = taken.map(({ ivoid, spaseId }) => `${ivoid} from ${spaseId}`);
  return {
    kind: 'taken-over',
    message: `${counted(files.length, 'record')} taken over with the consent of the owners`,
    files,
    items,
  };
}

function newLinks({ result, world, now }: ProposalJob, wanted: Entry['proposal']): Link[] {
  return result.entries.flatMap((entry): Link[] => {
    const { here, there, predicate, proposal, evidence, status, notes } = entry;
    const isOurs = here?.source === 'here';
    if (proposal !== wanted || here === null || there === null || predicate === null || !isOurs) return [];
    const isRejected = status === 'rejected';
    return [
      {
        subject: here.id,
        predicate,
        isRejected,
        object: there.id,
        justification:
          evidence === null || isRejected ? 'semapv:ManualMappingCuration' : 'semapv:CompositeMatching',
        subjectLabel: here.title,
        objectLabel: there.title,
        authors: [],
        date: now.slice(0, 10),
        confidence: isRejected || evidence === null ? null : Math.round(evidence.score * 100) / 100,
        comment: notes[0] ?? null,
        subjectDigest: world.find(here.id)?.digest || null,
        objectDigest: world.find(there.id)?.digest || null,
        others: {},
      },
    ];
  });
}

function linksStep(job: ProposalJob, links: Link[]): Step {
  const files = byAuthority(links).map(([authority, added]) => {
    const path = `${linksFolder(job)}${authority}.sssom.tsv`;
    return { path, text: writeLinks(withAdded(setAt(job, path, authority), added)) };
  });
  const items = links.map(
    (link) => `${link.isRejected ? 'not ' : ''}${link.predicate}: ${link.subject} and ${link.object}`,
  );
  return {
    kind: 'links',
    message: `Links of ${counted(links.length, 'record')} with other registries`,
    files: changed(job, files),
    items,
  };
}

/** The candidates file is written anew: what was decided meanwhile leaves it. */
function candidatesStep(job: ProposalJob, links: Link[]): Step {
  const groups = new Map(byAuthority(links));
  for (const { authority } of job.own.candidates) if (!groups.has(authority)) groups.set(authority, []);
  const files = [...groups].map(([authority, found]) => {
    const path = `${linksFolder(job)}${authority}.candidates.sssom.tsv`;
    return { path, text: writeLinks({ ...setAt(job, path, authority), links: found }) };
  });
  const items = links.map(
    ({ predicate, subject, object, confidence }) =>
      `${predicate}? ${subject} and ${object} (${confidence ?? 'no'} score)`,
  );
  return {
    kind: 'candidates',
    message: `${counted(links.length, 'candidate')} for links, to be looked at`,
    files: changed(job, files),
    items,
  };
}

/** What accepted links add to our records: the identifier of the same thing, or a relationship. */
async function recordsStep(job: ProposalJob, links: Link[]): Promise<Step> {
  const additions = new Map<string, Addition[]>();
  for (const link of links) {
    const there = job.world.find(link.object);
    if (link.isRejected || there === null) continue;
    const addition = { predicate: link.predicate, object: link.object, title: there.fields.title };
    additions.set(link.subject.toLowerCase(), [
      ...(additions.get(link.subject.toLowerCase()) ?? []),
      addition,
    ]);
  }
  const files: Step['files'] = [];
  const items: string[] = [];
  const linked = job.own.records.filter(({ fields }) => additions.has(fields.id.toLowerCase()));
  for await (const { record, bytes } of job.ownFiles.of(linked)) {
    const added = additions.get(record.fields.id.toLowerCase()) ?? [];
    const after = fileWithLinks(bytes, added);
    if (after === null || record.path === null) continue;
    files.push({ path: record.path, text: after.toString('utf8') });
    items.push(`${record.fields.id} names ${counted(added.length, 'linked record')}`);
  }
  return {
    kind: 'records',
    message: `${counted(files.length, 'record')} name what they are linked to`,
    files,
    items,
  };
}

/** The base of the next three-way comparison, for every identity that has none yet. */
function acceptedStep(job: ProposalJob, links: Link[]): Step {
  const files = job.own.reviewed
    .map(({ authority }) => authority)
    .concat(byAuthority(links).map(([authority]) => authority))
    .filter((authority, index, all) => all.indexOf(authority) === index)
    .map((authority) => ({
      path: `${linksFolder(job)}${authority}.accepted.tsv`,
      text: acceptedText(job, authority, links),
    }));
  const fresh = changed(job, files);
  return {
    kind: 'accepted',
    message: 'What both sides said when the links were accepted',
    files: fresh,
    items: fresh.map(({ path }) => path),
  };
}

function acceptedText(job: ProposalJob, authority: string, links: Link[]): string {
  const known: Accepted = job.own.reviewed.find((one) => one.authority === authority)?.accepted ?? new Map();
  const pairs = links.flatMap((link) => {
    const isIdentity = link.predicate === 'skos:exactMatch' && !link.isRejected;
    if (!isIdentity || ownerOf(link.subject).toLowerCase() !== authority.toLowerCase()) return [];
    const fields = known.get(acceptedKey(link.subject, link.object)) ?? digestsOf(job.world, link);
    return fields === null ? [] : [{ subject: link.subject, object: link.object, fields }];
  });
  return pairs.length === 0 ? '' : writeAccepted(pairs);
}

function digestsOf(world: World, { subject, object }: Link): AcceptedFields | null {
  const [here, there] = [world.find(subject), world.find(object)];
  if (here === null || there === null) return null;
  const [ours, theirs] = [fieldDigests(here.fields), fieldDigests(there.fields)];
  const names = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])];
  return Object.fromEntries(
    names.map((name) => [name, { subject: ours[name] ?? '', object: theirs[name] ?? '' }]),
  );
}

/** The file as it is, or a new one. */
function setAt({ own }: ProposalJob, path: string, authority: string): LinkSet {
  const bytes = own.linkFiles.get(path);
  const read = bytes === undefined ? null : readLinks(bytes).set;
  return (
    read ?? {
      mappingSetId: `https://${authority.toLowerCase()}/links/${path.slice(path.lastIndexOf('/') + 1)}`,
      license: 'https://creativecommons.org/publicdomain/zero/1.0/',
      curieMap: {},
      others: {},
      links: [],
    }
  );
}

function withAdded(set: LinkSet, added: Link[]): LinkSet {
  const there = new Set(set.links.map(linkKey));
  return { ...set, links: [...set.links, ...added.filter((link) => !there.has(linkKey(link)))] };
}

/** Files whose text would be another; an empty text is no file. */
function changed({ own }: ProposalJob, files: Step['files']): Step['files'] {
  return files.filter(({ path, text }) => text !== '' && own.linkFiles.get(path)?.toString('utf8') !== text);
}

function linksFolder({ recordsDir }: ProposalJob): string {
  return `${recordsDir === '' ? '' : `${recordsDir}/`}links/`;
}

function byAuthority(links: Link[]): [string, Link[]][] {
  const groups = new Map<string, Link[]>();
  for (const link of links) {
    const authority = ownerOf(link.subject).toLowerCase();
    groups.set(authority, [...(groups.get(authority) ?? []), link]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}
