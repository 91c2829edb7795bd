/**
 * The form in which addresses of registries are compared: without scheme, default port, trailing `?` and `/`, the host
 * in lower case. The lists of registries that went round have the same one with http and https, with and without a slash
 * (field-reports.md C7). What is no address stays as it is.
 */
import { withoutSlashAtEnd } from '../resource/address.ts';
export function registryUrl(address: string): string {
  const text = address.trim();
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return text;
  const port = url.port === '' || url.port === '80' || url.port === '443' ? '' : `:${url.port}`;
  return `${url.hostname}${port}${withoutSlashAtEnd(url.pathname)}${url.search === '?' ? '' : url.search}`;
}
