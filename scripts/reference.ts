// Writes docs/reference.md from the docstrings: what each entry point exports, a sentence each. Usage: npm run reference
import { writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { entryPoints, exportsOf } from './exports.ts'

const root = join(import.meta.dirname, '..')

/** The first sentence of a docstring, on one line. */
const sentence = (doc: string): string =>
  doc
    .replace(/\s+/g, ' ')
    .replace(/(?<=[^.][.])\s.*$/, '')
    .replace(/\s+(Shapes|Throws|@example|Source|Accuracy)\b.*$/, '')

/** The exports of an entry point by the file that has them; a file is a subject. */
function section(name: string, entry: string): string {
  if (name.endsWith('/core'))
    return `## ${name}\n\nWhat \`${name.slice(0, -'/core'.length)}\` exports, without the methods of tensors, so that a bundle holds what is used\n([small pages](where-it-runs.md#pages)).\n`
  const bySubject = new Map<string, string[]>()
  for (const [exported, { file, kind, doc }] of exportsOf(entry)) {
    if (exported.endsWith('Error')) continue
    const subject = subjectOf(file)
    const line = `- \`${kind === 'class' ? 'class ' : ''}${exported}\`: ${sentence(doc)}`
    bySubject.set(subject, [...(bySubject.get(subject) ?? []), line])
  }
  const subjects = [...bySubject].map(([subject, lines]) => `**${subject}**\n\n${lines.join('\n')}\n`)
  return `## ${name}\n\n${subjects.join('\n')}`
}

/** `tensor/functions/matrixNorm.ts` is about "matrix norm". */
const subjectOf = (file: string): string =>
  relative(join(root, 'src'), file)
    .replace(/(\/index)?\.ts$/, '')
    .replace(/^.*\//, '')
    .replace(/-/g, ' ')
    .replace(/[a-z][A-Z]/g, ([a, b]: string) => `${a} ${b!.toLowerCase()}`)

const text = [
  '# Reference',
  '',
  'What each part of the package exports, a sentence each, by subject. Types and docstrings, which an editor shows, say the rest (shapes,',
  'errors, accuracy, examples). Each family of errors (`ShapeError`, `ParseError` ...) is exported too. Written from the docstrings by',
  '`npm run reference`.',
  '',
  ...entryPoints(root).map(({ name, file }) => section(name, file)),
].join('\n')
writeFileSync(join(root, 'docs/reference.md'), text)
