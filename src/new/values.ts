/** What a curator says of a new record, and what stands in for what was not said. */
import { parseIvoid } from '../resource/ivoid.ts';
import { isMarked, markAddress, markIvoid, markText } from './mark.ts';
import type { RecordKind } from './types.ts';

/** A name with the ivoid of its record; null if it is to have none. */
export interface Named {
  name: string;
  ivoid: string | null;
}

export interface Contact {
  name: string;
  address: string | null;
  email: string;
}

/** Answers and flags, each checked; missing ones are to become marks. */
export interface Given {
  ivoid?: string;
  title?: string;
  shortName?: string;
  publisher?: Named;
  creators?: string[];
  /** `YYYY-MM-DD` */
  date?: string;
  contact?: Partial<Contact>;
  subjects?: string[];
  description?: string;
  referenceURL?: string;
  accessURL?: string;
  rights?: string;
  /** The service that answers queries on the table. */
  servedBy?: Named;
  frame?: Frame;
}

/** spatial_frame_type of EPN-TAP 2.0. */
export const FRAMES = ['celestial', 'body', 'cartesian', 'spherical', 'cylindrical', 'none'] as const;
export type Frame = (typeof FRAMES)[number];

/** What the records repository knows of itself. */
export interface Defaults {
  authority: string | null;
  publisher: Named | null;
  contact: Contact | null;
}

/** Everything a template needs; a mark wherever nothing was given. */
export interface Values extends Required<Omit<Given, 'contact'>> {
  contact: Contact;
  authority: string;
  /** UTC seconds. */
  created: string;
}

/** Puts marks where nothing was given and the repository knows nothing. `created`: UTC seconds. */
export function completed(given: Given, defaults: Defaults, created: string, kind: RecordKind): Values {
  const ivoid = given.ivoid ?? markIvoid(defaults.authority, 'key of the record');
  const title = given.title ?? markText('the title, a few words that tell this resource from all others');
  const authority = parseIvoid(ivoid)?.authority ?? '';
  const { contact } = given;
  const unknown = {
    name: markText('the name of the organisation that publishes this'),
    ivoid: markIvoid(defaults.authority, 'its vr Organisation record'),
  };
  // An organisation publishes itself, as far as anybody has said.
  const self = kind.xsiType === 'vr:Organisation' ? { name: title, ivoid } : null;
  const publisher = given.publisher ?? self ?? defaults.publisher ?? unknown;
  return {
    created,
    ivoid,
    authority,
    title,
    shortName: given.shortName ?? markText('a word'),
    publisher,
    creators: given.creators ?? [markText('who made it, as Last, F.; one creator element for each')],
    // Records about who publishes are as old as themselves.
    date:
      given.date ?? (kind.needs.includes('date') ? markText('the day, as YYYY-MM-DD') : created.slice(0, 10)),
    contact: {
      name: contact?.name ?? defaults.contact?.name ?? markText('whom users may ask, best a support team'),
      address: contact?.name === undefined ? (defaults.contact?.address ?? null) : (contact.address ?? null),
      email:
        contact?.email ?? defaults.contact?.email ?? markText('an e-mail address that outlives its reader'),
    },
    subjects: given.subjects ?? [
      markText('a concept of http://www.ivoa.net/rdf/uat such as virtual-observatories'),
    ],
    description: given.description ?? markText('what this is, how it came about, and what it is good for'),
    referenceURL: given.referenceURL ?? markAddress('page for people about this resource'),
    accessURL: given.accessURL ?? markAddress('access URL'),
    rights: given.rights ?? markText('who may use this, and on what terms'),
    servedBy: given.servedBy ?? {
      name: markText('the title of the service that answers queries'),
      ivoid: markIvoid(defaults.authority, 'record of the service that answers queries'),
    },
    frame: given.frame ?? 'body',
  };
}

/** An address derived from another one; a mark if that is a mark. */
export function derived(address: string, hint: string, derive: (address: string) => string): string {
  return isMarked(address) ? markAddress(hint) : derive(address);
}
