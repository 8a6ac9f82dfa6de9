import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A Chromium of this machine, if there is one; the variable CHROME names another. Nothing is downloaded. */
export const chromium: string | undefined = [
  process.env['CHROME'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== '' && existsSync(path))

const quiet = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
]

/** Megabytes that the processes of a browser hold which show pages. */
function renderers(browser: ChildProcess): number {
  let bytes = 0
  for (const id of readdirSync('/proc')) {
    if (!/^\d+$/.test(id)) continue
    try {
      const command = readFileSync(`/proc/${id}/cmdline`, 'utf8')
      if (command.includes('--type=renderer') && ancestors(Number(id)).includes(browser.pid!))
        bytes += Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0) * 1024
    } catch {
      // The process has ended.
    }
  }
  return bytes / 2 ** 20
}

function ancestors(id: number): number[] {
  const found: number[] = []
  for (let at = id; at > 1; ) {
    found.push(at)
    at = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${at}/status`, 'utf8'))?.[1] ?? 0)
  }
  return found
}

export interface Visit {
  readonly result: Record<string, unknown>
  /** Megabytes of the page's process each time that it asked. */
  readonly marks: readonly number[]
}

/** Shows a page with `script` and waits for what it posts to /result. */
export async function visit(
  script: string,
  options: { readonly isolated: boolean; readonly query?: string; readonly policy?: string },
): Promise<Visit> {
  const marks: number[] = []
  let browser: ChildProcess | undefined
  let server: Server | undefined
  const profile = mkdtempSync(join(tmpdir(), 'nabla-chromium-'))
  /** Its helpers too: they are of one process group. */
  const end = (): void => {
    try {
      if (browser?.pid) process.kill(-browser.pid, 'SIGKILL')
    } catch {
      // It has ended already.
    }
  }
  process.once('exit', end)
  try {
    const result = await new Promise<Record<string, unknown>>((resolve, reject) => {
      server = createServer((request, response) => {
        const headers: Record<string, string> = options.isolated
          ? { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }
          : {}
        if (options.policy) headers['Content-Security-Policy'] = options.policy
        const send = (type: string, text: string): void => {
          response.writeHead(200, { ...headers, 'Content-Type': type }).end(text)
        }
        const path = request.url!.split('?')[0]
        if (path === '/mark') marks.push(renderers(browser!))
        if (path === '/result') {
          let text = ''
          request.on('data', (part) => {
            text += part
          })
          request.on('end', () => resolve(JSON.parse(text) as Record<string, unknown>))
        }
        if (path === '/script.js') send('text/javascript', script)
        else send('text/html', '<!doctype html><script type="module" src="/script.js"></script>')
      })
      server.listen(0, '127.0.0.1', () => {
        const { port } = server!.address() as AddressInfo
        const url = `http://127.0.0.1:${port}/${options.query ?? ''}`
        browser = spawn(chromium!, [...quiet, `--user-data-dir=${profile}`, url], {
          stdio: 'ignore',
          detached: true,
        })
        browser.on('error', reject)
        browser.on('exit', (code) => reject(new Error(`Chromium ended with code ${code}`)))
      })
    })
    return { result, marks }
  } finally {
    browser?.removeAllListeners('exit')
    const ended = browser && new Promise((resolve) => browser!.once('exit', resolve))
    end()
    await ended
    process.off('exit', end)
    server?.close()
    server?.closeAllConnections()
    // Processes of the browser that are still ending may write once more.
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 })
  }
}
