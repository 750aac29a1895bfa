// A certified OpenID provider on a free port of this machine, for the tests of signing in.
// Anyone may log in with any password; their roles are by name. It says where it is on a line,
// and ends with its standard input.

import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import Provider from 'oidc-provider'

const options = JSON.parse(process.argv[2] ?? '{}')
const ROLES = { vera: ['viewer'], kari: ['agent'], ola: ['agent'], siri: ['supervisor'] }

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const signing = { ...privateKey.export({ format: 'jwk' }), kid: 'tests', use: 'sig', alg: 'ES256' }

const server = createServer()
await new Promise((listening) => server.listen(options.port ?? 0, '127.0.0.1', listening))
const issuer = `http://127.0.0.1:${server.address().port}`

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'fravaertui',
      client_name: 'fravaertui',
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
      response_types: [],
      redirect_uris: [],
      id_token_signed_response_alg: 'ES256',
    },
  ],
  jwks: { keys: [signing] },
  cookies: { keys: ['only for the tests'] },
  rotateRefreshToken: true,
  extraTokenClaims: (_, token) => ({ name: token.accountId, roles: ROLES[token.accountId] ?? [] }),
  features: {
    deviceFlow: { enabled: true },
    revocation: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_, audience) => ({
        scope: '',
        audience,
        accessTokenFormat: 'jwt',
        accessTokenTTL: options.accessSeconds ?? 300,
        jwt: { sign: { alg: 'ES256' } },
      }),
      useGrantedResource: () => true,
    },
  },
  ttl: {
    DeviceCode: options.codeSeconds ?? 600,
    Grant: 3600,
    Interaction: 3600,
    RefreshToken: 3600,
    Session: 3600,
  },
})

server.on('request', provider.callback())
process.stdin.on('end', () => process.exit()).resume()
console.log(issuer)
