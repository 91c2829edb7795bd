/** Values reach the database as parameters only: the sources are read for SQL that is put together, and with what. */
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, it } from 'vitest';

const SRC = new URL('../../src', import.meta.url).pathname;
const STATEMENT =
  /^\s*(?:\(?\s*(?:select|with)\b[\s\S]*\bfrom\b|insert into|update \w+|delete from|create |alter |drop |truncate |lock table|copy |listen |notify |set )/i;

/**
 * What may stand in a statement beside constants in capitals (which are checked to be made of literals and other
 * constants): each is a name out of a list in the program, or a place for a parameter.
 */
const ALLOWED: Record<string, string> = {
  'src/store/access.ts KEPT.listsOfEach': 'a part of the statement, written in the program',
  'src/store/flip.ts table': 'a name out of a list in the program',
  'src/store/ledger-export.ts sql': 'a part of the statement, written in the program',
  'src/store/ledger-import.ts table': 'a name out of a list in the program',
  'src/store/ledger.ts by': 'a name out of a list in the program',
  'src/store/ledger.ts column': 'a name out of a list in the program',
  'src/store/ledger.ts table': 'a name out of a list in the program',
  "src/store/ledger.ts values.join(', ')": 'places for parameters',
  'src/store/migrate.ts number': 'a migration of the program itself',
  'src/store/migrate.ts quoted(file)': 'a migration of the program itself',
  'src/store/migrate.ts digestOf(sql)': 'a migration of the program itself',
  'src/store/migrate.ts quoted(version)': 'a migration of the program itself',
  'src/store/migrate.ts BREAKS_OLDER.test(sql)': 'a migration of the program itself',
  'src/store/migrate.ts sql': 'a migration of the program itself',
  'src/store/open-published.ts isBehind': 'a part of the statement, written in the program',
  'src/store/postgres-listen.ts channel': 'a constant of the program',
  'src/store/read.ts walk': 'a part of the statement, written in the program',
  'src/store/prune.ts table': 'a name out of a list in the program',
  'src/store/prune.ts condition': 'a part of the statement, written in the program',
  'src/store/prune.ts atOnce': 'a constant of the program',
  'src/store/search-statement.ts allOf(chosen)':
    'parts of the statement with places for parameters (s.param)',
  'src/store/search-statement.ts s.param(query.values)':
    'parts of the statement with places for parameters (s.param)',
  'src/store/search-statement.ts rank': 'parts of the statement with places for parameters (s.param)',
  'src/store/search-statement.ts text': 'parts of the statement with places for parameters (s.param)',
  'src/store/search-statement.ts baseOf(query, s)':
    'parts of the statement with places for parameters (s.param)',
  "src/store/search-statement.ts wanted.join(' and ') || 'true'":
    'parts of the statement with places for parameters (s.param)',
  'src/store/search-statement.ts s.param(query.limit)':
    'parts of the statement with places for parameters (s.param)',
  'src/store/search-statement.ts s.param(query.offset)':
    'parts of the statement with places for parameters (s.param)',
  "src/store/search-statement.ts [baseOf(query, s), ...wanted].join(' and ')":
    'parts of the statement with places for parameters (s.param)',
  'src/store/search-statement.ts s.param(facet)':
    'parts of the statement with places for parameters (s.param)',
  'src/store/search-statement.ts s.param([...values])':
    'parts of the statement with places for parameters (s.param)',
  'src/store/search-statement.ts condition': 'parts of the statement with places for parameters (s.param)',
  'src/store/search-statement.ts facets': 'parts of the statement with places for parameters (s.param)',
  "src/store/visible.ts column === 'key' ? 'key' : 'authority'": 'a name out of a list in the program',
};

interface Found {
  where: string;
  name: string;
}

/** Every substitution in a template that is a statement. */
function substitutionsIn(file: string): Found[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(`${SRC}/${file}`, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTemplateExpression(node) && isStatement(node)) {
      for (const { expression } of node.templateSpans) {
        const { line } = source.getLineAndCharacterOfPosition(expression.getStart());
        found.push({ where: `src/${file}:${line + 1}`, name: expression.getText() });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isStatement({ head, templateSpans }: ts.TemplateExpression): boolean {
  return STATEMENT.test([head.text, ...templateSpans.map(({ literal }) => literal.text)].join('x'));
}

/** Calls of query() and exec() whose statement is made by `+`. */
function concatenationsIn(file: string): string[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(`${SRC}/${file}`, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /\.(query|exec)$/.test(node.expression.getText())) {
      const [statement] = node.arguments;
      if (
        statement !== undefined &&
        ts.isBinaryExpression(statement) &&
        statement.operatorToken.kind === ts.SyntaxKind.PlusToken
      )
        found.push(`src/${file}: ${statement.getText().slice(0, 80)}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /^(store|publish)\/.*\.ts$/.test(file),
);

it('statements are put together from constants and from names of our own only', () => {
  const all = files.flatMap(substitutionsIn);
  expect(all.length).toBeGreaterThan(30);
  const others = all.filter(({ where, name }) => {
    const file = where.replace(/:\d+$/, '');
    return !/^[A-Z][A-Z_]+$/.test(name) && ALLOWED[`${file} ${name}`] === undefined;
  });
  expect(others.map(({ where, name }) => `${where.replace(/:\d+$/, '')} ${name}`)).toEqual([]);
});

it('what is allowed is still there', () => {
  const there = new Set(
    files.flatMap(substitutionsIn).map(({ where, name }) => `${where.replace(/:\d+$/, '')} ${name}`),
  );
  expect(Object.keys(ALLOWED).filter((name) => !there.has(name))).toEqual([]);
});

it('no statement is put together by “+”', () => {
  expect(files.flatMap(concatenationsIn)).toEqual([]);
});
