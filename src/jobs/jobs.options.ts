export const jobsOptions = Symbol('jobsOptions');

export interface JobsModuleOptions {
  /** Opens what is meant for operators; without one only the machine itself may look. */
  readonly operatorToken?: string | undefined;
}
