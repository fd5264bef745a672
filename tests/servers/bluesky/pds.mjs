// One part of a real Bluesky network on loopback: its identity directory or its data server.
//
//   node pds.mjs plc                 the directory, in memory      needs PLC_PORT
//   node pds.mjs pds DATADIR         the data server, on disk      needs PLC_PORT and PDS_PORT
//
// Two processes, so that a test can kill -9 the data server and start it again on its folder
// while the identities live on. Prints {"ready":true} when it answers. Ends on SIGTERM, and
// when standard input closes: the parent holds that open, and however it dies, we go too.
// RATE_LIMITS=1 switches the platform's own rate limits on; with APPVIEW_URL, questions about
// the whole network (how often was this liked?) are passed on to that address.
import fs from 'node:fs'
import { createRequire } from 'node:module'
import net from 'node:net'
import path from 'node:path'

const [part, folder] = process.argv.slice(2)
const plcPort = Number(process.env.PLC_PORT)

// Both servers would listen on every interface of the machine.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (...args) {
  if (typeof args[0] === 'number' && typeof args[1] !== 'string') args.splice(1, 0, '127.0.0.1')
  return listen.apply(this, args)
}

function directory() {
  const plc = createRequire(import.meta.url)('@did-plc/server')
  return plc.PlcServer.create({ db: plc.Database.mock(), port: plcPort })
}

async function dataServer() {
  const { PDS } = await import('@atproto/pds')
  const blobs = path.join(folder, 'blobs')
  fs.mkdirSync(blobs, { recursive: true })
  return PDS.fromEnv({
    devMode: true,
    port: Number(process.env.PDS_PORT),
    hostname: 'localhost',
    dataDirectory: folder,
    blobstoreDiskLocation: blobs,
    didPlcUrl: `http://localhost:${plcPort}`,
    disableSsrfProtection: true, // the directory is on loopback
    plcRotationKeyK256PrivateKeyHex: '7'.repeat(64), // fixed: it can still sign after a restart
    serviceHandleDomains: ['.test'],
    inviteRequired: false,
    enableDidDocWithSession: true,
    adminPassword: 'admin-pass',
    jwtSecret: 'jwt-secret',
    rateLimitsEnabled: process.env.RATE_LIMITS === '1',
    bskyAppViewUrl: process.env.APPVIEW_URL,
    bskyAppViewDid: process.env.APPVIEW_URL && 'did:web:appview.example',
  })
}

const server = await (part === 'plc' ? directory() : dataServer())

async function end() {
  setTimeout(() => process.exit(0), 3000).unref()
  await server.destroy().catch(() => {})
  process.exit(0)
}
process.on('SIGTERM', end)
process.on('SIGINT', end)
process.stdin.on('end', end).resume()

await server.start()
console.log(JSON.stringify({ ready: true }))
