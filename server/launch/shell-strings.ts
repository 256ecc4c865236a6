import ts from 'typescript';

/** A place where text would reach a shell as a program. */
export interface ShellString {
  line: number;
  what: string;
}

export const SHELL_WITH_VARIABLE = 'sh -c with text that is not a constant';

/** Functions of node:child_process that hand their first argument to /bin/sh. */
const SHELL_FUNCTIONS = new Set(['exec', 'execSync']);
const STARTERS = new Set(['spawn', 'spawnSync', 'execFile', 'execFileSync']);
const SHELLS = new Set(['sh', 'bash', 'dash', 'zsh', '/bin/sh', '/bin/bash', '/usr/bin/bash']);

/**
 * Places where a shell string is built or run: `exec` and `execSync` of node:child_process, the option `shell`,
 * node-ssh's `execCommand`, and `sh -c` with anything but a constant.
 */
export function shellStrings(fileName: string, text: string): ShellString[] {
  const source = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, true, scriptKind(fileName));
  const found: ShellString[] = [];
  const add = (node: ts.Node, what: string) =>
    found.push({ line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1, what });
  const childProcess = namesOfChildProcess(source);
  const constants = constantTexts(source);

  const visit = (node: ts.Node): void => {
    if (isChildProcess(node)) {
      for (const name of shellFunctionsIn(node)) {
        add(node, `${name} of node:child_process`);
      }
    }
    if (ts.isPropertyAccessExpression(node)) {
      if (node.name.text === 'execCommand' && node.expression.getText(source) !== 'document') {
        add(node, 'execCommand of node-ssh');
      }
      if (
        ts.isIdentifier(node.expression) &&
        childProcess.has(node.expression.text) &&
        SHELL_FUNCTIONS.has(node.name.text)
      ) {
        add(node, `${node.name.text} of node:child_process`);
      }
    }
    if (ts.isCallExpression(node) && STARTERS.has(calleeOf(node)) && node.arguments.some(choosesShell)) {
      add(node, 'the option shell');
    }
    if (ts.isCallExpression(node) && STARTERS.has(calleeOf(node))) {
      const [shell, words] = node.arguments;
      if (shell && words && ts.isArrayLiteralExpression(words)) {
        if (hasShellWithVariable([shell, ...words.elements], constants)) add(node, SHELL_WITH_VARIABLE);
      }
    }
    if (ts.isArrayLiteralExpression(node) && hasShellWithVariable(node.elements, constants)) {
      add(node, SHELL_WITH_VARIABLE);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function scriptKind(fileName: string): ts.ScriptKind {
  if (fileName.endsWith('.tsx')) {
    return ts.ScriptKind.TSX;
  }
  return fileName.endsWith('.ts') ? ts.ScriptKind.TS : ts.ScriptKind.JS;
}

function isChildProcess(node: ts.Node): node is ts.ImportDeclaration {
  return (
    ts.isImportDeclaration(node) &&
    ts.isStringLiteral(node.moduleSpecifier) &&
    /^(node:)?child_process$/.test(node.moduleSpecifier.text)
  );
}

function shellFunctionsIn({ importClause }: ts.ImportDeclaration): string[] {
  const bindings = importClause?.namedBindings;
  return bindings && ts.isNamedImports(bindings)
    ? bindings.elements
        .map((each) => (each.propertyName ?? each.name).text)
        .filter((name) => SHELL_FUNCTIONS.has(name))
    : [];
}

/** Names that hold the whole of node:child_process in this file. */
function namesOfChildProcess(source: ts.SourceFile): Set<string> {
  const names = source.statements
    .filter(isChildProcess)
    .flatMap(({ importClause }) => [
      importClause?.name?.text,
      importClause?.namedBindings && ts.isNamespaceImport(importClause.namedBindings)
        ? importClause.namedBindings.name.text
        : undefined,
    ]);
  return new Set(names.filter((name) => name !== undefined));
}

function calleeOf({ expression }: ts.CallExpression): string {
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
}

function choosesShell(argument: ts.Expression): boolean {
  return (
    ts.isObjectLiteralExpression(argument) &&
    argument.properties.some(
      (property) =>
        property.name !== undefined &&
        (ts.isIdentifier(property.name) || ts.isStringLiteral(property.name)) &&
        property.name.text === 'shell' &&
        !(ts.isPropertyAssignment(property) && property.initializer.kind === ts.SyntaxKind.FalseKeyword),
    )
  );
}

/** Names of `const NAME = '…'`. */
function constantTexts(source: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclarationList(node) && node.flags & ts.NodeFlags.Const) {
      for (const { name, initializer } of node.declarations) {
        if (ts.isIdentifier(name) && initializer && ts.isStringLiteralLike(initializer)) {
          names.add(name.text);
        }
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

function hasShellWithVariable(elements: readonly ts.Expression[], constants: Set<string>): boolean {
  return elements.some((element, at) => {
    const [option, program] = [elements[at + 1], elements[at + 2]];
    return (
      ts.isStringLiteralLike(element) &&
      SHELLS.has(element.text) &&
      option !== undefined &&
      ts.isStringLiteralLike(option) &&
      /^-[a-z]*c$/.test(option.text) &&
      program !== undefined &&
      !ts.isStringLiteralLike(program) &&
      !(ts.isIdentifier(program) && constants.has(program.text))
    );
  });
}
