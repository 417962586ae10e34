// FranceConnect (low, and high with encrypted answers) and ProConnect for tests, on the engine
// FranceConnect itself runs. One process, one issuer per profile: http://localhost:PORT/<profile>.
// Rules re-typed from their public documentation and source: parameters outside the list are
// refused, nonce and state have a least length, codes live 30 seconds and tokens 60, `sub` is a
// hash of the client and the civil status, so that a corrected civil status gives another one.
//
// env: PORT, RP (our address), ENCRYPTION_JWK (public key of the high profile).
import crypto from 'node:crypto';
import http from 'node:http';
import { Provider } from 'oidc-provider';

const PORT = Number(process.env.PORT);
const RP = process.env.RP;
const ORIGIN = `http://localhost:${PORT}`;
export const CLIENT = { id: 'a'.repeat(64), secret: 'b'.repeat(64) };

const CIVIL = ['given_name', 'family_name', 'birthdate', 'gender', 'birthplace', 'birthcountry'];
const angela = {
  given_name: 'Angela Claire Louise', given_name_array: ['Angela', 'Claire', 'Louise'],
  family_name: 'DUBOIS', birthdate: '1962-08-24', gender: 'female', birthplace: '75107',
  birthcountry: '99100', email: 'angela@example.test',
};
const PEOPLE = {
  angela,
  rectified: { ...angela, birthplace: '69123' },
  homonym: { ...angela, given_name: 'Angela Denise', given_name_array: ['Angela', 'Denise'], birthplace: '13055' },
  partial: {
    given_name: 'Jean', given_name_array: ['Jean'], family_name: 'DURAND', birthdate: '1941-01-01',
    idp_birthdate: '1941', gender: 'male', birthplace: '', birthcountry: '99352', email: 'jd@example.test',
  },
  mononym: { ...angela, given_name: '', given_name_array: [], family_name: 'SUKARNO', birthplace: '', birthcountry: '99231' },
  nadia: {
    given_name: 'Nadia', usual_name: 'Etcheverry', email: 'Nadia@agglo.example', siret: '20006725400017', uid: 'n1',
  },
  paul: { given_name: 'Paul', usual_name: 'Sarrat', email: 'paul@elsewhere.example', siret: '20006725400017', uid: 'p1' },
};

const hash = (text) => crypto.createHash('sha256').update(text).digest('hex');
const subjectOf = (name) => {
  const p = PEOPLE[name];
  return p.siret ? hash(`agent${p.uid}`) : `${hash(`entity${hash(CIVIL.map((c) => p[c]).join(''))}`)}v1`;
};
const named = (subject) => Object.keys(PEOPLE).find((name) => subjectOf(name) === subject);

const ec = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const rsa = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const jwks = {
  keys: [
    { ...ec.export({ format: 'jwk' }), kid: 'ec1', use: 'sig', alg: 'ES256' },
    { ...rsa.export({ format: 'jwk' }), kid: 'rs1', use: 'sig', alg: 'RS256' },
  ],
};

const FC_ASKS = ['client_id', 'acr_values', 'claims', 'response_type', 'nonce', 'state', 'redirect_uri', 'scope', 'prompt', 'idp_hint', 'ui_locales'];
const PC_ASKS = ['response_type', 'client_id', 'redirect_uri', 'scope', 'claims', 'state', 'nonce', 'prompt', 'idp_hint'];
const low = (alg) => ({ key: 'franceconnect', alg, acr: ['eidas1'], asks: FC_ASKS, least: 22 });
const PROFILES = {
  'fc-es256': low('ES256'),
  'fc-rs256': low('RS256'),
  'fc-hs256': low('HS256'),
  'fc-plus': { key: 'franceconnect', alg: 'ES256', acr: ['eidas2', 'eidas3'], asks: FC_ASKS, least: 22, encrypted: true },
  pc: { key: 'proconnect', alg: 'RS256', acr: [], asks: PC_ASKS, least: 32 },
};

function build(name, profile) {
  const encryption = profile.encrypted ? {
    jwks: { keys: [JSON.parse(process.env.ENCRYPTION_JWK)] },
    id_token_encrypted_response_alg: 'ECDH-ES', id_token_encrypted_response_enc: 'A256GCM',
    userinfo_encrypted_response_alg: 'ECDH-ES', userinfo_encrypted_response_enc: 'A256GCM',
  } : {};
  return new Provider(`${ORIGIN}/${name}`, {
    clients: [{
      client_id: CLIENT.id, client_secret: CLIENT.secret,
      redirect_uris: [`${RP}/compte/${profile.key}/retour/`],
      post_logout_redirect_uris: [`${RP}/compte/${profile.key}/deconnexion/`],
      grant_types: ['authorization_code'], response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_post', subject_type: 'pairwise',
      id_token_signed_response_alg: profile.alg, userinfo_signed_response_alg: profile.alg,
      ...encryption,
    }],
    subjectTypes: ['pairwise'], pairwiseIdentifier: (_ctx, id) => id,
    ...(profile.acr.length ? { acrValues: profile.acr } : {}),
    scopes: ['openid'],
    claims: {
      openid: ['sub'], amr: null, auth_time: null,
      identite_pivot: [...CIVIL, 'given_name_array'],
      preferred_username: ['preferred_username'], email: ['email'], idp_birthdate: ['idp_birthdate'],
      given_name: ['given_name'], usual_name: ['usual_name'], siret: ['siret'], uid: ['uid'],
    },
    features: {
      devInteractions: { enabled: false },
      jwtUserinfo: { enabled: true }, claimsParameter: { enabled: true },
      encryption: { enabled: Boolean(profile.encrypted) },
      rpInitiatedLogout: { enabled: true, logoutSource: (ctx, form) => { ctx.body = form; } },
    },
    enabledJWA: {
      idTokenSigningAlgValues: ['ES256', 'RS256', 'HS256'],
      userinfoSigningAlgValues: ['ES256', 'RS256', 'HS256'],
      ...(profile.encrypted ? {
        idTokenEncryptionAlgValues: ['ECDH-ES'], idTokenEncryptionEncValues: ['A256GCM'],
        userinfoEncryptionAlgValues: ['ECDH-ES'], userinfoEncryptionEncValues: ['A256GCM'],
      } : {}),
    },
    ttl: { AccessToken: 60, AuthorizationCode: 30, Grant: 60, IdToken: 60, Interaction: 600, Session: 600 },
    responseTypes: ['code'], pkce: { required: () => false },
    clientAuthMethods: ['client_secret_post'],
    routes: { authorization: '/authorize', token: '/token', userinfo: '/userinfo', jwks: '/jwks', end_session: '/session/end' },
    jwks, cookies: { keys: ['stand-in'], names: { session: `s-${name}`, interaction: `i-${name}`, resume: `r-${name}` } },
    interactions: { url: (_ctx, i) => `/interaction/${name}/${i.uid}` },
    findAccount: (_ctx, id) => {
      const who = named(id);
      return who && { accountId: id, claims: () => ({ sub: id, ...PEOPLE[who] }) };
    },
  });
}

const PROVIDERS = Object.fromEntries(Object.entries(PROFILES).map(([n, p]) => [n, build(n, p)]));

const page = (res, text, status = 400) => {
  res.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
  res.end(`<h1>${text}</h1>`);
};

// What the person does on the provider's page: ?persona=<name>, deny, or civil-status.
async function interact(provider, profile, req, res, query) {
  const { params } = await provider.interactionDetails(req, res);
  const persona = query.get('persona');
  const once = { mergeWithLastSubmission: false };
  if (persona === 'deny') {
    return provider.interactionFinished(req, res, { error: 'access_denied', error_description: 'User auth aborted' }, once);
  }
  if (persona === 'civil-status') {
    return provider.interactionFinished(req, res, { error: 'access_denied', error_description: 'Y010008 user authentication aborted' }, once);
  }
  const accountId = subjectOf(persona);
  const grant = new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  grant.addOIDCClaims(['amr']);
  const grantId = await grant.save();
  const login = {
    accountId, remember: false,
    amr: query.get('amr') ? query.get('amr').split(' ') : ['pwd'],
    ...(profile.acr.length ? { acr: query.get('acr') || params.acr_values.split(' ')[0] } : {}),
  };
  return provider.interactionFinished(req, res, { login, consent: { grantId } }, once);
}

function breaksRules(profile, query) {
  for (const key of query.keys()) if (!profile.asks.includes(key)) return `Y000400 unknown parameter ${key}`;
  for (const key of ['state', 'nonce']) {
    if ((query.get(key) || '').length < profile.least) return `Y000400 ${key} is too short`;
  }
  if (profile.acr.length && !profile.acr.includes(query.get('acr_values'))) return 'Y020002 acr_values';
  return '';
}

http.createServer(async (req, res) => {
  const url = new URL(req.url, ORIGIN);
  const parts = url.pathname.split('/');
  const name = parts[1] === 'interaction' ? parts[2] : parts[1];
  const provider = PROVIDERS[name];
  if (!provider) return page(res, 'no such provider', 404);
  try {
    if (parts[1] === 'interaction') return await interact(provider, PROFILES[name], req, res, url.searchParams);
    if (parts[2] === 'authorize' && parts.length === 3) {
      const broken = breaksRules(PROFILES[name], url.searchParams);
      if (broken) return page(res, broken);
      // They always ask again, whatever session is open.
      url.searchParams.set('prompt', 'login consent');
      req.url = url.pathname + url.search;
    }
    req.originalUrl = req.url;
    req.url = req.url.slice(name.length + 1) || '/';
    return provider.callback()(req, res);
  } catch (error) {
    return page(res, error.message, 500);
  }
}).listen(PORT, 'localhost', () => console.log('ready'));
