package dev.trunkline.gateway.config.keys;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Documents one component of a configuration record; the component's name is the key in the YAML
 * file. The loader takes the default from here, and {@code docs/configuration.md} is checked
 * against it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {
    /** Stands for "no default": the component is then nullable, empty, or a record of defaults. */
    String NONE = "";

    /** What the key does, in one sentence. */
    String value();

    /** The default, written as it would be in the YAML file. */
    String or() default NONE;

    /** The accepted values, such as {@code 20 to 5000}; a test tries both ends of a numeric one. */
    String range() default "";

    /** A short name in the environment beside the systematic {@code TRUNKLINE_…} one. */
    String env() default "";

    /** Whether a value must be given; {@link #example()} then shows one. */
    boolean required() default false;

    /** A value that is accepted, for the documentation of required keys. */
    String example() default "";

    /** The key in the YAML file, where it cannot be a component's name: {@code extends} is none. */
    String written() default "";

    /** Of a map of records: whether they may {@code extend} one another ({@link Inheritance}). */
    boolean inherits() default false;

    /** Whether entries that build on another one have this of it. */
    boolean inherited() default true;

    /**
     * Of secrets: whether the file holds only where they are, {@code env:NAME} or {@code
     * file:PATH}. The environment may hold the secret itself.
     */
    boolean reference() default false;

    /** Not a key of its own: the name that the record has in the map that it is an entry of. */
    boolean entryName() default false;
}
