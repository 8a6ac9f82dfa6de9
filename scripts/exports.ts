import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What a module exports that exists at run time, as its text says it. */
export interface Export {
  readonly kind: 'function' | 'class' | 'const' | 'namespace'
  /** The docstring without its stars; empty where there is none. */
  readonly doc: string
  /** The file that declares it. */
  readonly file: string
}

const declaration =
  /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?^export (?:abstract )?(async function\*?|function\*?|const|class) (\w+)/gm
const named = /^export \{([^}]*)\} from '([^']+)'/gm
const all = /^export \* (?:as (\w+) )?from '([^']+)'/gm

const words = (doc: string | undefined): string => (doc ?? '').replace(/^\s*\* ?/gm, '').trim()

/** The exports of a module by name, with those that it hands on. Types are left out. */
export function exportsOf(file: string, seen = new Map<string, Map<string, Export>>()): Map<string, Export> {
  const known = seen.get(file)
  if (known) return known
  const found = new Map<string, Export>()
  seen.set(file, found)
  const text = readFileSync(file, 'utf8')
  const from = (path: string): Map<string, Export> => exportsOf(join(dirname(file), path), seen)
  for (const [, doc, kind, name] of text.matchAll(declaration)) {
    const before = found.get(name!)
    // of overloads, the first one that is documented
    if (before?.doc) continue
    found.set(name!, { kind: kind!.replace(/async |\*/g, '') as Export['kind'], doc: words(doc), file })
  }
  for (const [, list, path] of text.matchAll(named))
    for (const part of list!.split(',').map((item) => item.trim())) {
      const [, name, as] = /^(\w+)(?: as (\w+))?$/.exec(part) ?? []
      const given = name && from(path!).get(name)
      if (given) found.set(as ?? name, given)
    }
  for (const [, as, path] of text.matchAll(all))
    if (as) found.set(as, { kind: 'namespace', doc: namespaceDoc(join(dirname(file), path!)), file })
    else for (const [name, given] of from(path!)) if (!found.has(name)) found.set(name, given)
  return found
}

/** A namespace says what is in it. */
function namespaceDoc(file: string): string {
  const names = [...exportsOf(file)]
    .filter(([, { doc }]) => !doc.startsWith('@internal'))
    .map(([name]) => name)
  return `A namespace: ${names.map((name) => `\`${name}\``).join(', ')}.`
}

/** The entry points of the package, as its `package.json` names them. */
export function entryPoints(root: string): readonly { readonly name: string; readonly file: string }[] {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    exports: Record<string, { default?: string }>
  }
  return Object.entries(exports)
    .filter(([, target]) => target.default)
    .map(([path, target]) => ({
      name: `nabla${path.slice(1)}`,
      file: join(root, target.default!.replace('./dist/', 'src/').replace(/\.js$/, '.ts')),
    }))
    .filter(({ file }) => existsSync(file))
}
