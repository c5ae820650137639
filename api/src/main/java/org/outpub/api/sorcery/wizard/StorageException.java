package org.outpub.api.sorcery.wizard;

/**
 * A wizard cannot find out, or cannot do, what it was asked, because its disk or server fails. Not the same as an object
 * that is not there.
 */
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * With what failed.
     *
     * @param message what was tried, on what, and why it failed; never an object's values, for some are secret
     * @param cause what the library said
     */
    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
