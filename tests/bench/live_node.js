// Node's `ws` and its usual send loop, told what to do as live_servers.py is.
const { createServer } = require('node:http')
const { createInterface } = require('node:readline')
const { WebSocketServer } = require('ws')

const server = createServer()
const sockets = new WebSocketServer({ server, perMessageDeflate: false })
const print = (found) => process.stdout.write(`${JSON.stringify(found)}\n`)
const cpu = () => process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6

async function tell({ frame, rounds, hz }) {
  const before = cpu()
  let due = performance.now()
  for (let round = 0; round < rounds; round += 1) {
    for (const one of sockets.clients) one.send(frame)
    due = Math.max(due + 1000 / hz, performance.now())
    await new Promise((resolve) => setTimeout(resolve, due - performance.now()))
  }
  return { cpu: cpu() - before }
}

server.listen(0, '127.0.0.1', 4096, async () => {
  print({ port: server.address().port })
  for await (const line of createInterface({ input: process.stdin })) {
    const wish = JSON.parse(line)
    print(wish.do === 'tell' ? await tell(wish) : { cpu: cpu() })
  }
  process.exit(0)
})
