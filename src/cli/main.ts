#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { run } from './program.ts'
import { endWithReader } from './reader.ts'

endWithReader()
const { output, errors, frame, code } = await run(process.argv.slice(2), () => readFileSync(0, 'utf8'))
process.exitCode = code
process.stderr.write(errors)
// one line for programs; people see the place, too
if (process.stderr.isTTY) process.stderr.write(frame)
process.stdout.write(output)
