// SPDX-License-Identifier: Apache-2.0
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';

const SDK = fileURLToPath(new URL('..', import.meta.url));

/** What the build writes as declarations, by the name of the module. */
function declarations(program: ts.Program): Map<string, ts.SourceFile> {
  const files = new Map<string, ts.SourceFile>();
  program.emit(
    undefined,
    (path, text) => files.set(basename(path, '.d.ts'), ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true)),
    undefined,
    true,
  );
  return files;
}

function isHidden(member: ts.ClassElement): boolean {
  return (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private) !== 0;
}

/** A declaration without its comments and without what is private. */
function shown(statement: ts.Statement, file: ts.SourceFile): string {
  const open = ts.isClassDeclaration(statement)
    ? ts.factory.updateClassDeclaration(
        statement,
        statement.modifiers,
        statement.name,
        statement.typeParameters,
        statement.heritageClauses,
        statement.members.filter((member) => !isHidden(member)),
      )
    : statement;
  return ts.createPrinter({ removeComments: true }).printNode(ts.EmitHint.Unspecified, open, file);
}

function publicSurface(): string {
  const config = ts.getParsedCommandLineOfConfigFile(`${SDK}tsconfig.build.json`, {}, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (problem) => {
      throw new Error(String(problem.messageText));
    },
  })!;
  const program = ts.createProgram(config.fileNames, { ...config.options, emitDeclarationOnly: true });
  const checker = program.getTypeChecker();
  const emitted = declarations(program);
  const index = checker.getSymbolAtLocation(program.getSourceFile(`${SDK}src/index.ts`)!)!;
  const parts = checker.getExportsOfModule(index).map((symbol) => {
    const origin = checker.getAliasedSymbol(symbol).declarations![0]!.getSourceFile();
    const file = emitted.get(basename(origin.fileName, '.ts'))!;
    const found = file.statements.filter(
      (statement) => (statement as unknown as ts.DeclarationStatement).name?.getText() === symbol.name,
    );
    expect(found, symbol.name).not.toEqual([]);
    return found.map((statement) => shown(statement, file)).join('\n');
  });
  return `// What @ringway/wic promises; made by test/api-report.test.ts (vitest run -u after a change that is meant).\n\n${parts.sort().join('\n\n')}\n`;
}

it('the public surface is the one that was agreed on', async () => {
  await expect(publicSurface()).toMatchFileSnapshot('../api-report.d.ts');
}, 60_000);
