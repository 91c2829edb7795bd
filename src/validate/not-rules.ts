/** Requirements that no rule of `voreg validate` answers to, each with what does, or why nothing can. */
export const NOT_RULES: { id: string; why: string }[] = [
  {
    id: 'RI-15',
    why: 'Whether an authority exists elsewhere is asked of RegTAP and the Registry of Registries when a merge request adds it (`voreg publish --dry-run`); a record alone cannot tell.',
  },
  { id: 'RI-16', why: 'As RI-15: only other registries know whether they publish under the authority too.' },
  {
    id: 'RI-17',
    why: 'Said by IDN-06 and RI-12: a record under an authority that the registry’s own record does not manage is refused.',
  },
  {
    id: 'RI-42',
    why: 'Set names are in `registry.json`, which is checked when it is read: a setSpec that begins with `ivo_` refuses the commit.',
  },
  { id: 'VDS-13', why: 'The order of schemas and tables says which matters most; only the author knows.' },
  { id: 'VDS-23', why: 'Foreign attributes without a schema are refused by XSD (strict wildcard).' },
  {
    id: 'TAP-13',
    why: 'Whether a registry holds all records of the Virtual Observatory does not show in its own record.',
  },
];
