export interface AuthModuleOptions {
  /** The origin under which people reach the pages. */
  readonly publicUrl: string;
}

export const authOptions = Symbol('authOptions');
