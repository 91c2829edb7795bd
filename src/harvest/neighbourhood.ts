/** What the sources of one process share on the network: manners towards each host, whoever asks it, and who is asking. */
import { type Circuit, openCircuit } from '../net/circuit.ts';
import { REAL_CLOCK } from '../net/clock.ts';
import { EXCHANGE_LIMITS, type HttpClient, openClient } from '../net/exchange.ts';
import { type Hosts, openHosts } from '../net/hosts.ts';
import { PATIENCE, type PoliteOptions } from '../net/polite.ts';

/** Two requests to one host at a time, and a moment between them: several registries share a machine. */
const COURTESY = { concurrency: 2, delayMs: 100 };
/** A first harvest of the largest registry takes an hour on a slow day. */
const SOURCE_MS = 6 * 3_600_000;

export interface Neighbourhood {
  hosts: Hosts;
  userAgent: string;
  from: string | null;
  /** How the source `id` asks; its circuit is the same each time. */
  polite(id: string, allowPrivate: boolean): PoliteOptions;
  /** Closes connections. */
  close(): void;
}

/** `userAgent` and `from` as in ClientOptions. */
export function openNeighbourhood(who: { userAgent: string; from: string | null }): Neighbourhood {
  const hosts = openHosts(COURTESY, REAL_CLOCK);
  const circuits = new Map<string, Circuit>();
  const clients = new Map<boolean, HttpClient>();
  return {
    hosts,
    ...who,
    polite(id, allowPrivate) {
      const client =
        clients.get(allowPrivate) ?? openClient({ ...who, allowPrivate, limits: EXCHANGE_LIMITS });
      clients.set(allowPrivate, client);
      const circuit = circuits.get(id) ?? openCircuit();
      circuits.set(id, circuit);
      return {
        client,
        hosts,
        circuit,
        patience: PATIENCE,
        clock: REAL_CLOCK,
        deadline: Date.now() + SOURCE_MS,
      };
    },
    close: () => {
      for (const client of clients.values()) client.close();
    },
  };
}
