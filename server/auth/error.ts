/** Something about users, sessions or their secrets cannot be; the sentence says what would be right. */
export class AuthError extends Error {
  readonly code: 'secret' | 'link' | 'user' | 'token' | 'view' | 'password' | 'provider' | 'tenants';
  constructor(code: AuthError['code'], sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'AuthError';
    this.code = code;
  }
}
