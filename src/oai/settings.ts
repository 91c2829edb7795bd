/** What the operator decides about the service's answers; main fills it from the configuration. */
export interface Settings {
  /** The public base URL, ending in `/oai`; null: the accessURL in the registry's own record. Never from a request. */
  baseURL: string | null;
  /** On loopback without BASE_URL: the registry's own accessURLs are sent as those of this process (design P4). */
  localTrial: boolean;
  /** Largest total size of answers kept in memory. */
  cacheBytes: number;
  /** Answers made at the same time that are not in the cache: each may hold a page of 8 MB. */
  coldAnswers: number;
  /** Requests that may wait for their turn to be made; more are told to come back (503). */
  coldQueue: number;
  /** Version of the software: part of every ETag, as another version may write the same record differently. */
  version: string;
}

export const DEFAULT_SETTINGS: Settings = {
  baseURL: null,
  localTrial: false,
  cacheBytes: 128 * 1024 * 1024,
  coldAnswers: 4,
  coldQueue: 500,
  version: '0',
};
