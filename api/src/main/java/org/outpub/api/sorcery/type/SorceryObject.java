package org.outpub.api.sorcery.type;

/**
 * What a store keeps: an immutable value with an id. Two objects of one type with equal ids are two versions of the same
 * thing; {@code equals} must compare everything, because an object equal to its former self is not a change.
 */
public interface SorceryObject {
    /**
     * Names the object among those of its type.
     *
     * @return the section name of an INI file, the member name of a JSON file; compared exactly, case included
     */
    String id();
}
